import { expect, test } from 'vitest';
import { FULL_POOLS } from '#lib/monitoring/cause.ts';
import { defaultRules, rulesWith } from '#lib/monitoring/rules/in-force.ts';
import { causesOfCounters } from '#lib/monitoring/storage/causes-of-counters.ts';
import type { Counters, GoneIndex } from '#lib/monitoring/storage/counters.ts';

const ROWS = 1_000_000;
const begin = Date.parse('2026-11-27T14:00:00.000Z');

const gone: GoneIndex = {
  table: 'public.facts',
  index: 'facts_word_idx',
  ddl: 'CREATE INDEX CONCURRENTLY facts_word_idx ON public.facts USING btree (word);',
  way: 'whole',
  missedAt: '2026-11-27T14:09:50.000Z',
  ours: false,
  wholePerMinute: 0,
};

/** A sample ten seconds after the one before, by when the table was read whole so many times since the server counts. */
function sample(place: number, times: number, more: Partial<Counters> = {}): Counters {
  const readAt = new Date(begin + place * 10_000).toISOString();
  const scanned = [{ table: 'public.facts', rows: ROWS, scans: times, read: times * ROWS }];
  return { readAt, scanned, gone: [], recent: null, ...more };
}

/** Samples by how often the table had been read at each. */
function judged(counts: readonly number[], more: Partial<Counters> = {}, rules = defaultRules) {
  const samples = counts.map((times, place) => sample(place, times, place === counts.length - 1 ? more : {}));
  const before = samples.slice(0, -1).map((value) => ({ at: value.readAt, value }));
  return causesOfCounters(samples.at(-1) ?? sample(0, 0), before, rules);
}

const quiet = Array(60).fill(7);

test('a table that is read whole since its index is gone is named with the index and its statement', () => {
  const [cause, ...others] = judged([...quiet, 11, 15], { gone: [gone] });
  expect(others).toEqual([]);
  expect(cause).toMatchObject({
    key: 'scan:public.facts',
    severity: 'crit',
    holdSeconds: 0,
    sentence: 'public.facts is read from end to end because its index facts_word_idx is gone.',
    step: `Make it again, beside the writers: ${gone.ddl}`,
    since: gone.missedAt,
    evidence: [
      'public.facts was read whole 8.0 times in 30 s: 8,000,000 rows.',
      'While facts_word_idx was there: almost never.',
    ],
    explains: ['statement:', ...FULL_POOLS, 'cache:'],
    tables: ['public.facts'],
  });
});

test('a table that was always read whole is not so because of an index that is gone', () => {
  const steady = Array.from({ length: 62 }, (_, place) => place * 3);
  expect(judged(steady, { gone: [{ ...gone, wholePerMinute: 18 }] })).toEqual([]);
  expect(judged(steady, { gone: [{ ...gone, wholePerMinute: 18, ours: true }] })).toMatchObject([
    { key: 'index:public.facts.facts_word_idx:gone', severity: 'warn' },
  ]);
  expect(judged(steady, { gone: [{ ...gone, wholePerMinute: 1.7 }] })).toMatchObject([{ severity: 'crit' }]);
});

test('a report that reads twice is no sign that an index was needed, nor is anything where nobody watched before', () => {
  expect(judged([...quiet, 9], { gone: [gone] })).toEqual([]);
  expect(judged([...quiet, 9], { gone: [{ ...gone, ours: true }] })).toMatchObject([
    { severity: 'crit' },
    { key: 'index:public.facts.facts_word_idx:gone' },
  ]);
  expect(judged([...quiet, 17], { gone: [{ ...gone, wholePerMinute: null }] }).map(({ severity }) => severity)).toEqual(
    ['warn'],
  );
});

test('of two that are gone, the one since which it is read whole is named', () => {
  const older = { ...gone, index: 'facts_old_idx', wholePerMinute: 200 };
  expect(judged([...quiet, 11, 15], { gone: [older, gone] })).toMatchObject([
    { sentence: 'public.facts is read from end to end because its index facts_word_idx is gone.' },
  ]);
});

test('what is not made again in one go beside the writers is said to be', () => {
  const step = (more: Partial<GoneIndex>) => judged(quiet, { gone: [{ ...gone, ours: true, ...more }] })[0]?.step;
  expect(step({ ddl: 'CREATE …;\nALTER …;' })).toBe('Make it again, beside the writers: CREATE …; ALTER …;');
  expect(step({ way: 'parts', ddl: '' })).toBe(
    'Make facts_word_idx again, partition by partition: the list of indexes has the statements.',
  );
  expect(step({ way: 'locked', ddl: 'ALTER TABLE …;' })).toBe(
    'Make it again in a quiet hour, as nobody can read or write public.facts until it is built: ALTER TABLE …;',
  );
});

test('the first two samples are enough to name it', () => {
  expect(judged([0, 4], { gone: [gone] })).toMatchObject([{ key: 'scan:public.facts' }]);
});

test('one reading, anybody’s, does not make a lost index the culprit', () => {
  expect(judged([...quiet, 8], { gone: [gone] })).toEqual([]);
});

test('an index of ours is missed though nobody reads the table', () => {
  const ours = { ...gone, ours: true };
  expect(judged(quiet, { gone: [ours] })).toMatchObject([
    {
      key: 'index:public.facts.facts_word_idx:gone',
      severity: 'warn',
      sentence: 'The index facts_word_idx of public.facts is gone.',
    },
  ]);
  expect(judged([...quiet, 12, 18], { gone: [ours] })).toMatchObject([
    { key: 'scan:public.facts' },
    { key: 'index:public.facts.facts_word_idx:gone', milderThan: 'scan:public.facts' },
  ]);
});

test('without a lost index, only what is far from usual is told', () => {
  const steady = Array.from({ length: 60 }, (_, place) => place * 3);
  expect(judged(steady)).toEqual([]);
  expect(judged([0, 50])).toEqual([]);
  const burst = [...quiet, 12, 17, 22, 27, 32, 37];
  expect(judged(burst)).toMatchObject([
    { severity: 'warn', holdSeconds: 60, sentence: 'public.facts is read from end to end 30 times a minute.' },
  ]);
});

test('with the rule of lost indexes off, what is far from usual is told all the same', () => {
  const off = rulesWith({ 'indexes.gone': { off: true } });
  const read = [...quiet, ...Array.from({ length: 6 }, (_, place) => 7 + (place + 1) * 40)];
  expect(judged(read, { gone: [gone] }, off)).toMatchObject(judged(read));
  expect(judged(read, { gone: [gone] }, off)).toMatchObject([{ key: 'scan:public.facts' }]);
});

test('counters that began anew are no reading', () => {
  expect(judged([...quiet.map(() => 900), 3], { gone: [gone] })).toEqual([]);
});

test.each([
  [{ hit: 5_000, read: 999 }, 0],
  [{ hit: 50_000, read: 2_000 }, 0],
  [{ hit: 5_000, read: 5_000 }, 1],
])('a cache with %o', (blocks, count) => {
  const recent = { seconds: 300, tempBytes: 0, tempFiles: 0, ...blocks };
  expect(judged([1, 1], { recent }).filter(({ key }) => key === 'cache:hit').length).toBe(count);
});
