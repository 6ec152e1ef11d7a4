import { expect, test } from 'vitest';
import { rowsOf, sumsOf } from './rows.ts';
import type { Tally } from './tally.ts';

const NOW = Date.UTC(2026, 10, 27, 14, 6, 30);
const minute = (ago: number) => Date.UTC(2026, 10, 27, 14, 6 - ago);
const tally = (ago: number, facts: Partial<Tally>): Tally => ({
  ...{ kind: 'route', name: '/phonebook', place: '', detail: '', pool: '', failed: 0, total: 1 },
  lastAt: minute(ago) + 10_000,
  ...facts,
});
const at = (ago: number, ...facts: Partial<Tally>[]) => ({
  minute: minute(ago),
  tallies: facts.map((one) => tally(ago, one)),
});

test('five minutes are those under way and four before, over all processes', () => {
  const [row] = rowsOf(
    [
      at(0, { failed: 1, total: 4 }),
      at(0, { total: 2 }),
      at(4, { failed: 2, total: 3 }),
      at(5, { failed: 9, total: 9 }),
    ],
    NOW,
  );
  expect(row).toMatchObject({ five: { failed: 3, total: 9 }, hour: { failed: 12, total: 18 } });
  expect(row?.lastAt).toBe(new Date(minute(0) + 10_000).toISOString());
});

test('what never failed is no row, and counts in the sums all the same', () => {
  const minutes = [
    at(1, { total: 7 }),
    at(59, { failed: 1, total: 1, name: '/' }),
    at(60, { failed: 1, name: '/old' }),
  ];
  expect(rowsOf(minutes, NOW).map(({ name }) => name)).toEqual(['/']);
  expect(sumsOf(minutes, NOW)).toEqual({
    route: { five: { failed: 0, total: 7 }, hour: { failed: 1, total: 8 } },
  });
});

test('since is the first of the minutes that fail with no more than two good ones between', () => {
  const failing = [0, 1, 4, 8].map((ago) => at(ago, { failed: 1 }));
  expect(rowsOf(failing, NOW)[0]?.since).toBe(new Date(minute(4)).toISOString());
});

test('a job is one row whatever it failed of, its good runs in it', () => {
  const job = { kind: 'job', name: 'import.apply' } as const;
  const minutes = [
    at(2, { ...job, detail: '40001', failed: 1 }),
    at(1, { ...job, detail: 'ZodError', failed: 1 }),
    at(0, { ...job, total: 5 }),
  ];
  expect(rowsOf(minutes, NOW)).toMatchObject([{ detail: 'ZodError', five: { failed: 2, total: 7 } }]);
});
