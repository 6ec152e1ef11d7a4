import type { Fault } from './fault.ts';
import { evaluateIn } from './inspector.ts';
import type { MonitoringStage } from './stage.ts';

const POOL_SECONDS = 10;
const pool = `globalThis[Symbol.for('switchboard.pools')].mainPool`;
/** All connections of the pool but so many, held by nobody who will give them back. */
const hold = (but: number) => `(async () => {
  globalThis.__held = [];
  while (globalThis.__held.length < ${pool}.max - ${but}) globalThis.__held.push(await ${pool}.connect());
  return globalThis.__held.length;
})()`;
const giveBack = `(() => { for (const client of globalThis.__held.splice(0)) client.release(); return 0; })()`;

/** What fills the product's own pool. */
export const poolFaults: Fault[] = [
  {
    name: 'pool-leak',
    limit: POOL_SECONDS,
    async strike(stage) {
      await evaluateIn(stage.web, hold(1));
      return {
        at: Date.now(),
        sentence: /pool/i,
        entry: [/no statement|leak|given back/i],
        heal: () => evaluateIn(stage.web, giveBack).then(() => {}),
      };
    },
  },
  {
    name: 'pool-slow-statement',
    limit: POOL_SECONDS,
    async strike(stage) {
      // Search asks each word of a query its trigrams: a function of ours that sleeps makes every search slow.
      const admin = await stage.session('chaos', { superuser: true });
      const { rows } = await admin.query(`select pg_get_functiondef('search.normalise(text)'::regprocedure) as sql`);
      await admin.query(`create or replace function search.normalise(value text) returns text language plpgsql stable as
        $$ begin perform pg_sleep(8); return lower(value); end $$`);
      const at = Date.now();
      const asked = Array.from({ length: 40 }, () => search(stage));
      return {
        at,
        sentence: /pool/i,
        entry: [/\/api\/phonebook\/search|search/i, /running|statement/i],
        async heal() {
          await admin.query(String(rows[0]?.sql));
          await Promise.all(asked);
        },
      };
    },
  },
  {
    name: 'pool-waiters',
    limit: POOL_SECONDS,
    async strike(stage) {
      await evaluateIn(stage.web, hold(0));
      // Ten callers who wait, as ten requests would.
      const waiting = evaluateIn(
        stage.web,
        `Promise.allSettled(Array.from({ length: 10 }, () => ${pool}.query('select 1'))).then((all) => all.length)`,
      ).catch(() => {});
      return {
        at: Date.now(),
        sentence: /pool/i,
        entry: [/10|ten|wait/i],
        async heal() {
          await evaluateIn(stage.web, giveBack);
          await waiting;
        },
      };
    },
  },
];

async function search({ url, key }: MonitoringStage): Promise<void> {
  await fetch(`${url}/api/phonebook/search?q=anybody`, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(60_000),
  })
    .then((answer) => answer.text())
    .catch(() => {});
}
