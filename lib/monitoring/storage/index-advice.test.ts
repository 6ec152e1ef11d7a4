import { expect, test } from 'vitest';
import { adviceOn, type IndexFacts } from '#lib/monitoring/storage/index-advice.ts';

const now = new Date('2026-11-27T14:00:00.000Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();

function index(name: string, keys: string[], more: Partial<IndexFacts> = {}): IndexFacts {
  return {
    table: 'public.orders',
    name,
    bytes: 8_000_000,
    method: 'btree',
    keys,
    included: [],
    predicate: null,
    isUnique: false,
    nullsNotDistinct: false,
    isImmediate: true,
    inConstraint: false,
    isValid: true,
    isBuilding: false,
    isPart: false,
    isPartitioned: false,
    ours: false,
    servesKey: false,
    unfinished: null,
    scans: 10,
    scansThen: 10,
    lastScanAt: null,
    unusedSince: daysAgo(1),
    ...more,
  };
}

const advised = (...indexes: IndexFacts[]) => adviceOn(indexes, [], [], now).map((one) => `${one.kind} ${one.index}`);

test('an index whose columns another begins with is double', () => {
  const [advice] = adviceOn([index('wide', ['a', 'b']), index('narrow', ['a'])], [], [], now);
  expect(advice).toMatchObject({
    kind: 'duplicate',
    index: 'narrow',
    why: 'wide begins with the same columns and serves the same searches.',
    ddl: 'DROP INDEX CONCURRENTLY public.narrow;',
  });
});

test('of two alike one stays: that of a constraint, a unique one, or the first by name', () => {
  expect(advised(index('b', ['a']), index('a', ['a']))).toEqual(['duplicate b']);
  expect(advised(index('a', ['a']), index('b', ['a'], { inConstraint: true, isUnique: true }))).toEqual([
    'duplicate a',
  ]);
  expect(advised(index('a', ['a']), index('b', ['a'], { isUnique: true }))).toEqual(['duplicate a']);
});

test.each([
  ['another method', index('a', ['a']), index('b', ['a'], { method: 'hash' })],
  ['another condition', index('a', ['a'], { predicate: 'x > 1' }), index('b', ['a'])],
  ['another table', index('a', ['a']), index('b', ['a'], { table: 'public.others' })],
  ['another order of columns', index('a', ['a', 'b']), index('b', ['b'])],
  [
    'a beginning in an index that has no order',
    index('a', ['a', 'b'], { method: 'gin' }),
    index('b', ['a'], { method: 'gin' }),
  ],
  ['a unique beginning, which forbids more', index('a', ['a', 'b']), index('b', ['a'], { isUnique: true })],
  [
    'a unique one that lets NULLs repeat where the other does not',
    index('a', ['a'], { isUnique: true }),
    index('b', ['a'], { isUnique: true, nullsNotDistinct: true }),
  ],
  [
    'a unique one that looks at the end of the transaction only',
    index('a', ['a'], { isUnique: true, inConstraint: true, isImmediate: false }),
    index('b', ['a'], { isUnique: true }),
  ],
  ['columns carried along that the other lacks', index('a', ['a', 'b']), index('b', ['a'], { included: ['c'] })],
  ['one that is not valid', index('a', ['a', 'b'], { isValid: false, isBuilding: true }), index('b', ['a'])],
  ['a part of a partitioned index', index('a', ['a', 'b']), index('b', ['a'], { isPart: true })],
])('not double: %s', (_, one, other) => {
  expect(advised(one, other)).toEqual([]);
});

test('unused takes 35 days of watching, and nothing that hangs on it', () => {
  const unused = { unusedSince: daysAgo(36) };
  expect(advised(index('old', ['a'], unused))).toEqual(['unused old']);
  expect(advised(index('young', ['a'], { unusedSince: daysAgo(34) }))).toEqual([]);
  expect(advised(index('unknown', ['a'], { unusedSince: null }))).toEqual([]);
  expect(advised(index('scanned', ['a'], { ...unused, lastScanAt: daysAgo(2) }))).toEqual([]);
  expect(advised(index('small', ['a'], { ...unused, bytes: 16_384 }))).toEqual([]);
  expect(advised(index('held', ['a'], { ...unused, inConstraint: true }))).toEqual([]);
  expect(advised(index('only', ['a'], { ...unused, isUnique: true }))).toEqual([]);
  expect(advised(index('part', ['a'], { ...unused, isPart: true }))).toEqual([]);
  expect(advised(index('since', ['a'], { ...unused, scansThen: 0 }))).toEqual([]);
});

test('what belongs to Switchboard, or serves a foreign key, is not called unused', () => {
  const unused = { unusedSince: daysAgo(36) };
  expect(advised(index('ours', ['a'], { ...unused, ours: true }))).toEqual([]);
  expect(advised(index('serving', ['a'], { ...unused, servesKey: true }))).toEqual([]);
});

test('of two alike it is not that of Switchboard that goes', () => {
  expect(advised(index('wide', ['a', 'b']), index('narrow', ['a'], { ours: true }))).toEqual([]);
  expect(advised(index('a', ['a']), index('b', ['a'], { ours: true }))).toEqual(['duplicate a']);
  expect(advised(index('a', ['a'], { isUnique: true }), index('b', ['a'], { ours: true }))).toEqual([]);
  // What another index does as well is not needed for a foreign key.
  expect(advised(index('wide', ['a', 'b']), index('narrow', ['a'], { servesKey: true }))).toEqual(['duplicate narrow']);
});

test('an index is dropped as Postgres can', () => {
  const adviceOf = (more: Partial<IndexFacts>) =>
    adviceOn([index('old', ['a'], { unusedSince: daysAgo(36), ...more })], [], [], now);
  expect(adviceOf({ isPartitioned: true })).toMatchObject([
    {
      ddl: 'DROP INDEX public.old;',
      why: expect.stringContaining('Dropping it locks the table and all its partitions'),
    },
  ]);
  expect(adviceOf({ table: 'Old.orders', name: 'by day' })).toMatchObject([
    { ddl: 'DROP INDEX CONCURRENTLY "Old"."by day";', why: expect.not.stringContaining('locks') },
  ]);
});

test('an index that is not valid is told unless it is being built', () => {
  expect(advised(index('broken', ['a'], { isValid: false }))).toEqual(['invalid broken']);
  expect(advised(index('growing', ['a'], { isValid: false, isBuilding: true }))).toEqual([]);
});

test('a broken index is built anew, and what a failed rebuild left is dropped', () => {
  const ddl = (name: string) => adviceOn([index(name, ['a'], { isValid: false })], [], [], now)[0]?.ddl;
  expect(ddl('broken')).toBe('REINDEX INDEX CONCURRENTLY public.broken;');
  expect(ddl('broken_ccnew1')).toBe('DROP INDEX CONCURRENTLY public.broken_ccnew1;');
  const gone = {
    table: 'public.orders',
    index: 'broken',
    ddl: 'CREATE …;',
    way: 'whole',
    missedAt: daysAgo(0),
    ours: true,
  } as const;
  const broken = index('broken', ['a'], { isValid: false, table: 'public.orders' });
  expect(adviceOn([broken], [gone], [], now).map(({ kind }) => kind)).toEqual(['invalid']);
});

test('a foreign key of a large table wants an index', () => {
  const key = {
    table: 'public.orders',
    name: 'orders_of',
    target: 'public.People',
    columns: ['Person', 'at'],
    list: '"Person", at',
  };
  const advice = (rows: number) => adviceOn([], [], [{ ...key, rows, partitions: null }], now);
  expect(advice(9_999)).toEqual([]);
  expect(advice(20_000)).toMatchObject([
    { kind: 'wanted', ddl: 'CREATE INDEX CONCURRENTLY "orders_Person_at_idx" ON public.orders ("Person", at);' },
  ]);
  expect(advice(20_000)[0]?.why).toContain('about 20,000 rows');
});

test('what is gone comes first', () => {
  const gone = {
    table: 'public.orders',
    index: 'lost',
    ddl: 'CREATE …;',
    way: 'whole',
    missedAt: daysAgo(0),
    ours: true,
  } as const;
  const all = adviceOn([index('broken', ['a'], { isValid: false })], [gone], [], now);
  expect(all.map(({ kind }) => kind)).toEqual(['missing', 'invalid']);
});

test('one that cannot be made again beside the writers is said to lock its table', () => {
  const gone = { table: 'public.stays', index: 'stays_apart', ddl: 'ALTER …;', missedAt: daysAgo(0), ours: true };
  const why = (way: 'whole' | 'locked') => adviceOn([], [{ ...gone, way }], [], now)[0]?.why;
  expect(why('whole')).toBe('The schema of Switchboard has it, and it is gone.');
  expect(why('locked')).toBe(`${why('whole')} Nobody can read or write public.stays while it is made again.`);
});
