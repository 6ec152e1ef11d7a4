import { expect, test } from 'vitest';
import { RecentRuns } from './recent-runs.ts';

const [slow, other] = ['a'.repeat(16), 'b'.repeat(16)];
const page = { route: '/phonebook', operation: null };
const job = { route: null, operation: 'import.apply' };

test('for whom a statement was sent is added up over the last five minutes, the most frequent first', () => {
  const recent = new RecentRuns();
  expect(recent.of(slow, 0)).toEqual([]);
  recent.note([{ shape: slow, ...page, calls: 3 }], 0);
  recent.note(
    [
      { shape: slow, ...job, calls: 4 },
      { shape: other, ...page, calls: 90 },
    ],
    60_000,
  );
  recent.note([{ shape: slow, ...page, calls: 2 }], 120_000);
  expect(recent.of(slow, 120_000)).toEqual([
    { ...page, calls: 5 },
    { ...job, calls: 4 },
  ]);
  expect(recent.of(slow, 350_000)).toEqual([
    { ...job, calls: 4 },
    { ...page, calls: 2 },
  ]);
  expect(recent.of(slow, 420_000)).toEqual([]);
});
