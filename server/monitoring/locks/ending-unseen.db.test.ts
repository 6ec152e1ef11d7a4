import pg from 'pg';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EndingWish } from '#lib/monitoring/locks/input.ts';
import { closeMonitorPool, monitorPool } from '#server/core/db/monitor-pool.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { isoOf } from '#server/monitoring/sessions/instant.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { cancelBackend, terminateBackend } from './ending.ts';

const database = withDatabase();
const admin = userActor('admin');
const unseen = { ok: true, value: { ended: null, sentence: expect.stringContaining('could not be seen') } };
let client: pg.Client;
let pid: number;

beforeEach(async () => {
  await mainPool().query('truncate audit_log');
  client = new pg.Client(database.connection());
  client.on('error', () => {});
  await client.connect();
  pid = (await client.query('select pg_backend_pid() as pid')).rows[0].pid;
});
afterEach(async () => {
  vi.restoreAllMocks();
  await client.end().catch(() => {});
});
afterAll(() => closeMonitorPool());

/** As the page sends it of what it shows at this moment. */
async function wishFor(beginning: 'query_start' | 'xact_start'): Promise<EndingWish> {
  const { rows } = await mainPool().query(
    `select ${isoOf('backend_start')} as start, ${isoOf(beginning)} as since from pg_stat_activity where pid = $1`,
    [pid],
  );
  return { pid, backendStart: rows[0].start, since: rows[0].since, reason: 'holds up the phonebook' };
}

async function stateOf(): Promise<string | undefined> {
  return (await mainPool().query('select state from pg_stat_activity where pid = $1', [pid])).rows[0]?.state;
}

async function audited(): Promise<unknown[]> {
  return (await mainPool().query('select action, details from audit_log order by id')).rows;
}

test('a session that ended is not told as untouched when all connections are taken before the look', async () => {
  const wish = await wishFor('xact_start');
  const taken = [await monitorPool().connect()];
  const ending = terminateBackend(admin, wish);
  // It stands in line behind the signal, before the look.
  taken.push(await monitorPool().connect());
  expect(await ending).toEqual(unseen);
  for (const one of taken) one.release();
  expect(await stateOf()).toBeUndefined();
  expect(await audited()).toMatchObject([{ action: 'backend.terminate' }]);
});

test('where every look fails the outcome is audited as unknown', async () => {
  const failed = client.query('select pg_sleep(30)').catch((error: unknown) => error);
  await expect.poll(stateOf).toBe('active');
  const wish = await wishFor('query_start');
  const query = monitorPool().query.bind(monitorPool());
  vi.spyOn(monitorPool(), 'query').mockImplementation(((text: string, values: unknown[]) =>
    text.includes('pg_stat_activity') ? Promise.reject(new Error('no look')) : query(text, values)) as typeof query);
  expect(await cancelBackend(admin, wish)).toEqual(unseen);
  vi.restoreAllMocks();
  expect(await failed).toBeInstanceOf(Error);
  expect(await audited()).toMatchObject([
    { action: 'backend.cancel' },
    { action: 'backend.cancel.outcome', details: { ended: 'unknown' } },
  ]);
});
