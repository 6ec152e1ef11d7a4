import { join } from 'node:path';
import { repositoryRoot } from '#server/core/paths.ts';
import { evaluateIn } from './inspector.ts';
import type { MonitoringStage } from './stage.ts';

const pool = `globalThis[Symbol.for('switchboard.pools')].mainPool`;
/** A caller who may wait for so long; whoever asks after it has the product's own patience again. */
const PATIENCE_MS = 60_000;
const RELEASED_EVERY_MS = 300;

/** As what the connections are taken: a search that a person sends from a page. */
export const WORK = { route: '/phonebook', operation: 'searchPeopleAction', words: 'Search people on /phonebook' };

/** Takes all connections of the product's main pool but so many, within a request of the admin's that gives none of them back. */
export async function holdPool(stage: MonitoringStage, but: number): Promise<void> {
  await evaluateIn(
    stage.web,
    asRequest(
      stage.admin.id,
      `async () => {
        globalThis.__held = [];
        while (globalThis.__held.length < ${pool}.max - ${but}) globalThis.__held.push(await ${pool}.connect());
      }`,
    ),
  );
}

/** Gives back whatever is held. */
export async function givePoolBack(stage: MonitoringStage): Promise<void> {
  await evaluateIn(stage.web, `(() => { for (const client of globalThis.__held.splice(0)) client.release(); })()`);
}

/** Lets so many requests ask for a connection of the pool that is held wholly. They keep what they get. */
export async function waitInPool(stage: MonitoringStage, callers: number): Promise<void> {
  await evaluateIn(
    stage.web,
    asRequest(
      stage.admin.id,
      `() => {
        globalThis.__waits = [];
        const { connectionTimeoutMillis } = ${pool}.options;
        ${pool}.options.connectionTimeoutMillis = ${PATIENCE_MS};
        for (let caller = 0; caller < ${callers}; caller += 1) {
          const asked = performance.now();
          ${pool}.connect().then((client) => {
            globalThis.__waits.push(performance.now() - asked);
            globalThis.__held.push(client);
          }, () => {});
        }
        ${pool}.options.connectionTimeoutMillis = connectionTimeoutMillis;
      }`,
    ),
  );
}

/** Gives back one connection after the other until each of so many callers has got theirs. @returns how long each waited, in ms */
export async function serveWaiters(stage: MonitoringStage, callers: number): Promise<number[]> {
  const waits = await evaluateIn(
    stage.web,
    `(async () => {
      for (let served = 0; served < ${callers}; served += 1) {
        globalThis.__held.shift().release();
        await new Promise((resolve) => setTimeout(resolve, ${RELEASED_EVERY_MS}));
      }
      return globalThis.__waits;
    })()`,
  );
  return Array.isArray(waits) ? waits.map(Number) : [];
}

/** An expression that runs a function as the product runs what a request asks for. */
function asRequest(user: string, work: string): string {
  const file = JSON.stringify(join(repositoryRoot, 'server/core/request-context.ts'));
  const surface = JSON.stringify({ route: WORK.route, operation: WORK.operation });
  return `(() => {
    const { inRequest, noteActor } = process.getBuiltinModule('node:module').createRequire(${file})(${file});
    const work = ${work};
    return inRequest('chaos', () => { noteActor('user:${user}'); return work(); }, ${surface});
  })()`;
}
