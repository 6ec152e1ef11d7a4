import { expect, test } from 'vitest';
import { UsualReads } from '#lib/monitoring/storage/usual-reads.ts';

const ROWS = 20_000;
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 27, 14, 0, seconds)).toISOString();
const reading = (seconds: number, times: number, table = 'public.facts') => ({
  readAt: at(seconds),
  scanned: [{ table, rows: ROWS, scans: times, read: times * ROWS }],
});
const lost = {
  table: 'public.facts',
  index: 'facts_word_idx',
  ddl: '',
  way: 'whole',
  missedAt: at(60),
  ours: false,
} as const;

test('what was usual before an index was missed stays known while it is', () => {
  const usual = new UsualReads();
  for (const place of [0, 1, 2, 3, 4, 5]) usual.note(reading(place * 10, place));
  expect(usual.of([lost])).toEqual([{ ...lost, wholePerMinute: 6 }]);
  for (const place of [6, 200]) usual.note(reading(place * 10, place * 50));
  expect(usual.of([lost])).toEqual([{ ...lost, wholePerMinute: 6 }]);
});

test('missed anew, it is measured anew, by the last quarter of an hour', () => {
  const usual = new UsualReads();
  for (const seconds of [0, 30]) usual.note(reading(seconds, seconds));
  expect(usual.of([lost])[0]?.wholePerMinute).toBe(60);
  expect(usual.of([])).toEqual([]);
  for (const seconds of [2_000, 2_060]) usual.note(reading(seconds, 100 + (seconds - 2_000) / 60));
  expect(usual.of([{ ...lost, missedAt: at(2_070) }])[0]?.wholePerMinute).toBe(1);
});

test('it counts from the first reading in which the table is', () => {
  const usual = new UsualReads();
  usual.note(reading(0, 5, 'public.others'));
  for (const seconds of [10, 40]) usual.note(reading(seconds, 4));
  expect(usual.of([lost])[0]?.wholePerMinute).toBe(0);
});

test.each([
  ['nothing was watched', []],
  ['it was watched for a moment', [reading(0, 1), reading(20, 2)]],
  ['the server began to count anew', [reading(0, 90), reading(30, 2)]],
])('where %s it is not known', (_, readings) => {
  const usual = new UsualReads();
  for (const one of readings) usual.note(one);
  expect(usual.of([lost])[0]?.wholePerMinute).toBeNull();
});
