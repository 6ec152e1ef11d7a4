import { beforeEach, expect, test } from 'vitest';
import type { Interval } from '#lib/monitoring/redis/sample.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { withDatabase } from '#test/database.ts';
import { keepRatesInTable } from './rate-store.ts';
import { UsualRate } from './usual-rate.ts';

withDatabase();
const MINUTE = 60_000;
const NOW = Math.floor(Date.now() / MINUTE) * MINUTE;

beforeEach(() => mainPool().query('truncate monitor.redis_rates'));

/** A minute of a hundred look-ups, so many of them found. */
function minute(hits: number, lookUps = 100): Interval {
  const none = { evicted: 0, expired: 0, rejected: 0, errors: 0, commands: 0 };
  return { ...none, seconds: 60, hits, misses: lookUps - hits };
}
const kept = async () => (await mainPool().query('select from monitor.redis_rates')).rowCount;
const laterOf = (usual: UsualRate, hits: number, minutes: number, from = NOW) => {
  for (let past = 0; past < minutes; past += 1) usual.note(minute(hits), from + past * MINUTE);
};

test('ten broken minutes after a restart do not become usual', async () => {
  laterOf(new UsualRate(keepRatesInTable()), 95, 60, NOW - 60 * MINUTE);
  await expect.poll(kept).toBe(60);
  const later = new UsualRate(keepRatesInTable());
  laterOf(later, 40, 20);
  await expect.poll(() => later.median).toBeCloseTo(0.95);
  await expect.poll(kept).toBe(80);
});

test('on a new database the first ten minutes say what is usual, and quiet ones say nothing', async () => {
  const usual = new UsualRate(keepRatesInTable());
  for (let past = 0; past < 5; past += 1) usual.note(minute(0, 4), NOW + past * MINUTE);
  laterOf(usual, 80, 9, NOW + 5 * MINUTE);
  await expect.poll(kept).toBe(9);
  expect(usual.median).toBeNull();
  laterOf(usual, 80, 1, NOW + 14 * MINUTE);
  await expect.poll(() => usual.median).toBe(0.8);
  await expect.poll(kept).toBe(10);
});

test('what is older than seven days counts no more and goes', async () => {
  await mainPool().query(
    "insert into monitor.redis_rates select now() - interval '8 days' + make_interval(mins => m), 0.1 from generate_series(1, 100) m",
  );
  const usual = new UsualRate(keepRatesInTable());
  laterOf(usual, 80, 10);
  await expect.poll(kept).toBe(10);
  await expect.poll(() => usual.median).toBe(0.8);
});

test('while nobody knows what was usual before, nothing is; what was seen meanwhile is kept afterwards', async () => {
  await mainPool().query(
    'insert into monitor.redis_rates select now() - make_interval(mins => m), 0.9 from generate_series(1, 60) m',
  );
  await mainPool().query('alter table monitor.redis_rates rename to hidden');
  const usual = new UsualRate(keepRatesInTable());
  laterOf(usual, 40, 12, NOW + MINUTE);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(usual.median).toBeNull();
  await mainPool().query('alter table monitor.hidden rename to redis_rates');
  laterOf(usual, 40, 1, NOW + 13 * MINUTE);
  await expect.poll(() => usual.median).toBeCloseTo(0.9);
  await expect.poll(kept).toBe(73);
});
