import { expect, test } from 'vitest';
import { causeOf } from '#test/causes.ts';
import { withChanges } from './evidence.ts';
import type { NewChange } from './thing.ts';

const at = (clock: string) => `2026-11-27T${clock}.000Z`;
const dropped = (fromAt: string, toAt: string, name = 'name_idx'): NewChange => ({
  kind: 'index',
  name,
  relation: 'contacts',
  what: 'dropped',
  before: 'CREATE INDEX …',
  after: null,
  fromAt: at(fromAt),
  toAt: at(toAt),
});
const evidenceOf = (since: string, ...changes: NewChange[]) =>
  withChanges(
    {
      at: at('15:00:00'),
      causes: [{ ...causeOf('statement:1'), evidence: ['Seen.'], since: at(since), toldAt: at(since), symptoms: [] }],
      unseen: [],
    },
    changes,
  ).causes[0]?.evidence;

test('what began soon after a change says so, before what was seen', () => {
  expect(evidenceOf('14:04:35', dropped('14:02:05', '14:02:35'))).toEqual([
    `Began 2 min after the index name_idx on contacts was dropped (‹${at('14:02:35')}›).`,
    'Seen.',
  ]);
  expect(evidenceOf('14:04:35', dropped('14:02:45', '14:03:15'))?.[0]).toContain(
    `(‹${at('14:02:45')}› to ‹${at('14:03:15')}›)`,
  );
});

test('what began between the two looks is not said to be later', () => {
  expect(evidenceOf('14:02:20', dropped('14:02:05', '14:02:35'))?.[0]).toBe(
    `Began while the index name_idx on contacts was dropped (‹${at('14:02:35')}›).`,
  );
});

test.each([
  ['before the change', '14:02:04'],
  ['more than 15 minutes after it', '14:17:36'],
])('what began %s is not tied to it', (_, since) => {
  expect(evidenceOf(since, dropped('14:02:05', '14:02:35'))).toEqual(['Seen.']);
});

test('the nearest three stand, changes before starts', () => {
  const start: NewChange = {
    ...dropped('14:09:00', '14:09:00', 'web'),
    kind: 'process',
    relation: null,
    what: 'started',
    before: null,
  };
  const lines = evidenceOf(
    '14:10:00',
    dropped('14:01:00', '14:01:30', 'a'),
    start,
    dropped('14:05:00', '14:05:30', 'b'),
    dropped('14:07:00', '14:07:30', 'c'),
  );
  expect(lines).toHaveLength(4);
  expect(lines?.[0]).toContain('index c');
  expect(lines?.[1]).toContain('index b');
  expect(evidenceOf('14:10:00', start)?.[0]).toBe(`Began 1 min after the process web started (‹${at('14:09:00')}›).`);
});
