import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ending, effectOf, type Fate } from '#lib/monitoring/locks/effect.ts';
import { lockModes } from '#lib/monitoring/locks/modes.ts';
import { randomOf } from '#lib/random.ts';
import { withDatabase } from '#test/database.ts';
import { LockSession } from '#test/lock-sessions.ts';
import { readLocks } from './locks.ts';

const database = withDatabase();
let watch: pg.Client;
const GRAPHS = 30;

beforeAll(async () => {
  watch = new pg.Client(database.superuser());
  await watch.connect();
  // Rings stand, as they do for the second until Postgres looks for them.
  await watch.query(`alter database ${database.connection().database} set deadlock_timeout = '1h'`);
  await watch.query(`create table rows (id int primary key, value int); insert into rows select id, 0 from generate_series(1, 3) as id;
    create table one (id int); create table two (id int); grant all on rows, one, two to public`);
});
afterAll(() => watch.end());

test(`what ${GRAPHS} random tangles of locks come to is what was predicted, whoever is cancelled or ended`, async () => {
  const seen: Record<string, number> = {};
  for (let graph = 0; graph < GRAPHS; graph += 1) {
    const random = randomOf(graph);
    const sessions = await Promise.all(
      Array.from({ length: 8 }, (_, index) => new LockSession(database.connection(), `session ${index}`).open()),
    );
    try {
      await tangle(sessions, random);
      for (let round = 0; round < 4; round += 1) await endOne(sessions, random, `graph ${graph}, round ${round}`, seen);
    } finally {
      await watch.query('select pg_terminate_backend(pid) from pg_stat_activity where pid = any($1)', [
        sessions.map(({ pid }) => pid),
      ]);
      await Promise.all(sessions.map((session) => session.end()));
    }
  }
  // Each kind of outcome came up, so that each was put to the test.
  expect(seen.free).toBeGreaterThan(20);
  expect(seen.waits).toBeGreaterThan(20);
  // biome-ignore lint/complexity/useLiteralKeys: `then` is a key that promises have.
  expect(seen['then']).toBeGreaterThan(0);
}, 240_000);

async function tangle(sessions: readonly LockSession[], random: () => number): Promise<void> {
  for (let step = 0; step < 22; step += 1) {
    const idle = sessions.filter(({ waits }) => !waits);
    const session = idle[Math.floor(random() * idle.length)];
    if (session === undefined) return;
    await session.send(watch, statement(random));
  }
}

function statement(random: () => number): string {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  const kind = random();
  if (kind < 0.35) return `update rows set value = value + 1 where id = ${pick([1, 2, 3])}`;
  if (kind < 0.5) return `select pg_advisory_lock(${pick([1, 2])})`;
  const mode = pick(lockModes)
    ?.replace('Lock', '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
  return `lock table ${pick(['one', 'two', 'one', 'rows'])} in ${mode} mode`;
}

async function endOne(
  sessions: readonly LockSession[],
  random: () => number,
  what: string,
  seen: Record<string, number>,
) {
  const locks = await readLocks(watch);
  const waiting = new Set(locks.waits.map(({ pid }) => pid));
  const tangled = [...new Set(locks.waits.flatMap(({ pid, blockers }) => [pid, ...blockers]))];
  const pid = tangled[Math.floor(random() * tangled.length)];
  if (pid === undefined) return;
  const ending: Ending = waiting.has(pid) && random() < 0.5 ? 'cancel' : 'terminate';
  const fates = effectOf(locks, pid, ending);
  await watch.query(`select pg_${ending}_backend($1)`, [pid]);
  await sessions.find((session) => session.pid === pid)?.settle();
  const wrong = async () =>
    judge(fates, new Map((await readLocks(watch)).waits.map((wait) => [wait.pid, wait.blockers])));
  const told = `${what}: ${ending} ${pid} of ${JSON.stringify(locks)} was to give ${JSON.stringify(fates)}`;
  await expect.poll(wrong, { message: told, interval: 10, timeout: 3_000 }).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(await wrong(), told).toEqual([]);
  for (const { fate } of fates) seen[fate] = (seen[fate] ?? 0) + 1;
}

/** What is not as it was predicted. */
function judge(fates: readonly Fate[], waiting: ReadonlyMap<number, number[]>): string[] {
  return fates.flatMap(({ pid, fate, behind, perhaps }) => {
    const blockers = waiting.get(pid);
    if (fate === 'free') {
      const stopped = blockers !== undefined && !blockers.some((one) => perhaps.includes(one));
      return stopped ? [`${pid} waits for ${blockers}`] : [];
    }
    if (blockers === undefined) return [`${pid} goes on`];
    return behind.some((one) => blockers.includes(one)) ? [] : [`${pid} waits for ${blockers}, not ${behind}`];
  });
}
