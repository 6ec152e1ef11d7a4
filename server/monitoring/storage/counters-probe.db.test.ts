import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { causesOfCounters } from '#lib/monitoring/storage/causes-of-counters.ts';
import type { Counters } from '#lib/monitoring/storage/counters.ts';
import { countersProbe } from '#server/monitoring/storage/counters-probe.ts';
import { History } from '#server/monitoring/storage/history.ts';
import { withDatabase } from '#test/database.ts';

const database = withDatabase();
const server = { version: 150_000, database: '', startedAt: '' };

let client: pg.Client;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  client = new pg.Client(database.superuser());
  await client.connect();
  await client.query(
    `create table public.big_list as select n as id, md5(n::text) as code from generate_series(1, 20000) n;
     create index big_list_code_idx on public.big_list (code);
     create index big_list_id_idx on public.big_list (id)`,
  );
  await client.query('vacuum analyze public.big_list');
});
afterEach(async () => {
  vi.useRealTimers();
  await client.query('drop table public.big_list');
  await client.end();
});

/** What is blamed by readings ten seconds apart; before each, something is done. */
async function causesAfter(steps: readonly (() => Promise<unknown>)[]) {
  const probe = countersProbe(new History());
  const samples: { at: string; value: Counters }[] = [];
  for (const step of steps) {
    await step();
    await client.query('select pg_stat_force_next_flush()');
    vi.setSystemTime(Date.now() + 10_000);
    const reading = await probe.read(client, server);
    if (!reading.ok) throw new Error(reading.reason);
    samples.push({ at: reading.value.readAt, value: reading.value });
  }
  const newest = samples.at(-1)?.value;
  if (newest === undefined) throw new Error('Nothing was read.');
  return causesOfCounters(newest, samples.slice(0, -1)).filter(({ key }) => key.startsWith('scan:'));
}

async function search(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await client.query('select id from public.big_list where code = md5($1)', [n]);
}

test('a table that is read whole since its index was dropped is named with it in the next sample', async () => {
  const look = () => search(30);
  const drop = async () => {
    await client.query('drop index public.big_list_code_idx');
    await look();
  };
  const causes = await causesAfter([look, look, look, look, drop]);
  expect(causes).toMatchObject([
    {
      severity: 'crit',
      sentence: 'public.big_list is read from end to end because its index big_list_code_idx is gone.',
    },
  ]);
});

test('dropping an index that nobody uses of a table that is always read whole is no fault', async () => {
  await client.query('drop index public.big_list_code_idx');
  const look = () => search(10);
  const drop = async () => {
    await client.query('drop index public.big_list_id_idx');
    await look();
  };
  expect(await causesAfter([look, look, look, look, drop, look, look])).toEqual([]);
});
