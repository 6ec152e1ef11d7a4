import { expect, test } from 'vitest';
import { causesOfStorage } from '#lib/monitoring/storage/causes.ts';
import type { Storage, TableRow } from '#lib/monitoring/storage/sample.ts';

const at = '2026-11-27T14:00:00.000Z';
const GB = 1_024 ** 3;
const unseen = { state: 'blind' as const, at, reason: 'Not seen.', blinds: '', mend: null };

function seen<T>(value: T) {
  return { state: 'measured' as const, at, value };
}

/** A sample in which nothing is seen but what is given. */
function sample(given: Partial<Storage>): Storage {
  return {
    readAt: at,
    tables: unseen,
    indexes: unseen,
    sequences: unseen,
    pending: unseen,
    slots: unseen,
    wal: unseen,
    horizon: unseen,
    wraparound: unseen,
    partitions: unseen,
    disk: unseen,
    growth: unseen,
    ...given,
  };
}

function table(name: string, bytes: number, more: Partial<TableRow> = {}): TableRow {
  return {
    name,
    parent: null,
    partitions: 0,
    bytes,
    toastBytes: 0,
    indexBytes: 0,
    rows: 1_000,
    dead: 0,
    vacuumedAt: null,
    analyzedAt: null,
    vacuumDue: false,
    locked: false,
    perDay: null,
    ...more,
  };
}

function tables(...all: TableRow[]): Storage['tables'] {
  const [rows, partitions] = [all.filter(({ parent }) => parent === null), all.filter(({ parent }) => parent !== null)];
  const totalBytes = rows.reduce((sum, { bytes }) => sum + bytes, 0);
  return seen({ rows, partitions, rest: { tables: 0, bytes: 0 }, totalBytes, databaseBytes: totalBytes });
}

const told = (given: Partial<Storage>, before: Storage[] = []) =>
  causesOfStorage(
    sample(given),
    before.map((value) => ({ at: value.readAt, value })),
  ).map(({ key, severity, sentence }) => ({ key, severity, sentence }));

test('what is not seen is blamed for nothing', () => {
  expect(told({})).toEqual([]);
});

test.each([
  [0.74, []],
  [0.76, ['warn']],
  [0.91, ['crit']],
])('a sequence at %s of its column', (share, severities) => {
  const max = 2 ** 31 - 1;
  const last = Math.round(max * share);
  const row = { name: 'public.wide', column: 'public.orders.id', type: 'integer', last, max, daysLeft: 12.2 };
  const causes = causesOfStorage(sample({ sequences: seen({ rows: [row], count: 1, unread: null }) }), []);
  expect(causes.map(({ severity }) => severity)).toEqual(severities);
  for (const { sentence, hurts } of causes) {
    expect(sentence).toContain('public.orders.id can hold');
    expect(hurts).toContain('about 12 days');
  }
});

test('a pending list past 4 MB is named with the statement that empties it', () => {
  const list = { table: 'public.notes', parent: null, index: 'notes_text', rows: 9_000, limitBytes: 64 * 1_024 ** 2 };
  const pending = (bytes: number) => ({ pending: seen({ rows: [{ ...list, bytes }], count: 1, totalBytes: bytes }) });
  expect(told(pending(4 * 1_024 ** 2))).toEqual([]);
  const [cause] = causesOfStorage(sample(pending(20 * 1_024 ** 2)), []);
  expect(cause?.sentence).toBe('The text index notes_text of public.notes has 20.0 MB that were not put in order yet.');
  expect(cause?.step).toContain("SELECT gin_clean_pending_list('public.notes_text');");
});

test('a pending list explains statements of its table alone, also where they call it by what it is a part of', () => {
  const list = { table: 'partitions.notes_1', index: 'notes_text', bytes: 20 * 1_024 ** 2, rows: 9_000, limitBytes: 1 };
  const tablesOf = (parent: string | null) =>
    causesOfStorage(sample({ pending: seen({ rows: [{ ...list, parent }], count: 1, totalBytes: 1 }) }), [])[0]?.tables;
  expect(tablesOf(null)).toEqual(['partitions.notes_1']);
  expect(tablesOf('public.notes')).toEqual(['partitions.notes_1', 'public.notes']);
});

test('names in statements to run are quoted where they must be', () => {
  const size = { bytes: 20 * 1_024 ** 2, rows: 1, limitBytes: 1 };
  const list = { table: 'Old.notes', parent: null, index: "notes's text", ...size };
  const much = { rows: 50_000, dead: 20_000, vacuumDue: true };
  const slot = { name: "it's", active: false, retainedBytes: 2 * GB, walStatus: 'reserved' };
  const steps = causesOfStorage(
    sample({
      pending: seen({ rows: [list], count: 1, totalBytes: 1 }),
      slots: seen({ rows: [slot], count: 1 }),
      tables: tables(table('public.Order Lines', 1, much)),
    }),
    [],
  ).map(({ step }) => step);
  expect(steps).toEqual([
    `Put them in order now: SELECT gin_clean_pending_list('"Old"."notes''s text"');`,
    `If no replica needs it: SELECT pg_drop_replication_slot('it''s');`,
    'Run: VACUUM (ANALYZE) public."Order Lines";',
  ]);
});

test.each([
  ['volume', 20, ['disk:volume']],
  ['volume', 15, []],
  ['budget', 80, []],
] as const)('a slot beside a %s of 95 GB used, of which it keeps %s', (source, kept, explains) => {
  const slot = { name: 'standby', active: false, retainedBytes: kept * GB, walStatus: 'reserved' };
  const disk = seen({ source, totalBytes: 100 * GB, freeBytes: 5 * GB });
  const causes = causesOfStorage(sample({ disk, slots: seen({ rows: [slot], count: 1 }) }), []);
  expect(causes.find(({ key }) => key === 'slot:standby')?.explains).toEqual(explains);
});

test.each([
  [{ active: true, retainedBytes: 5 * GB, walStatus: 'reserved' }, null],
  [{ active: false, retainedBytes: GB / 2, walStatus: 'reserved' }, null],
  [{ active: false, retainedBytes: null, walStatus: null }, null],
  [{ active: false, retainedBytes: 2 * GB, walStatus: 'reserved' }, 'warn'],
  [{ active: true, retainedBytes: 5 * GB, walStatus: 'extended' }, 'warn'],
  [{ active: false, retainedBytes: 5 * GB, walStatus: 'unreserved' }, 'crit'],
  [{ active: false, retainedBytes: null, walStatus: 'lost' }, 'crit'],
])('a slot %o', (slot, severity) => {
  const causes = told({ slots: seen({ rows: [{ name: 'standby', ...slot }], count: 1 }) });
  expect(causes.map((cause) => cause.severity)).toEqual(severity === null ? [] : [severity]);
});

test('a partition that is missing now is worse than one that is missing next, or than where another’s default has its rows', () => {
  const row = {
    name: 'public.conversations',
    partitions: 2,
    oldestFrom: '2026-10-01T00:00:00.000Z',
    newestTo: '2026-12-01T00:00:00.000Z',
    inDefault: 0,
  };
  const partitions = (coversNow: boolean, coversNext: boolean) =>
    causesOfStorage(
      sample({ partitions: seen({ rows: [{ ...row, coversNow, coversNext }], retentionDays: null }) }),
      [],
    );
  expect(partitions(true, true)).toEqual([]);
  expect(partitions(true, false)).toMatchObject([
    { severity: 'warn', step: expect.stringContaining("conversations_ensure_month('2026-12-01')") },
  ]);
  expect(partitions(false, true)).toMatchObject([
    { severity: 'crit', step: expect.stringContaining("conversations_ensure_month('2026-11-27')") },
  ]);
  const other = { ...row, name: 'public.visits', newestTo: null, coversNow: false, coversNext: false };
  const others = (inDefault: number | null) => seen({ rows: [{ ...other, inDefault }], retentionDays: null });
  expect(told({ partitions: others(7) })).toMatchObject([{ severity: 'warn' }]);
  expect(told({ partitions: others(null) })).toMatchObject([{ severity: 'crit' }]);
});

test('dead rows are blamed where vacuum is due, with who keeps them', () => {
  const much = { rows: 50_000, dead: 20_000, vacuumDue: true };
  expect(told({ tables: tables(table('public.a', 1, { ...much, vacuumDue: false })) })).toEqual([]);
  expect(told({ tables: tables(table('public.a', 1, { ...much, dead: 9_000 })) })).toEqual([]);
  const part = table('public.a_1', 1, { ...much, parent: 'public.a' });
  const whole = table('public.a', 1, { ...much, partitions: 1 });
  expect(told({ tables: tables(whole, part) })).toMatchObject([{ key: 'dead:public.a_1' }]);
  const horizon = seen({ age: 900, holder: 'the session 4312 of chatbot, for 2 h' });
  const [cause] = causesOfStorage(sample({ tables: tables(table('public.a', 1, much)), horizon }), []);
  expect(cause).toMatchObject({ severity: 'warn', holdSeconds: 600 });
  expect(cause?.sentence).toBe('Vacuum does not keep up with public.a: 29 % of its rows are dead.');
  expect(cause?.step).toContain('The session 4312 of chatbot, for 2 h keeps the oldest view');
});

test.each([
  [0.74, null],
  [0.8, 'warn'],
  [0.95, 'crit'],
])('a budget of which %s is used', (used, severity) => {
  const disk = seen({ source: 'budget' as const, totalBytes: 10 * GB, freeBytes: 10 * GB * (1 - used) });
  const causes = told({ disk, tables: tables(table('public.big', 6 * GB), table('public.small', GB)) });
  expect(causes.map((cause) => cause.severity)).toEqual(severity === null ? [] : [severity]);
  for (const { sentence } of causes) expect(sentence).toContain('public.big takes 86 % of all tables');
});

test('above 50 GB free nothing is said of the disk', () => {
  const disk = seen({ source: 'volume' as const, totalBytes: 1_000 * GB, freeBytes: 60 * GB });
  expect(told({ disk })).toEqual([]);
});

test.each([
  ['a volume that is fuller than a budget with fewer bytes left', [40, 30], [4_000, 40], [['disk:volume', 'crit']]],
  ['a budget beside a volume with more than 50 GB left', [40, 2], [4_000, 60], [['disk:budget', 'crit']]],
  [
    'of two as grave the fuller one first',
    [40, 2],
    [4_000, 40],
    [
      ['disk:volume', 'crit'],
      ['disk:budget', 'crit'],
    ],
  ],
  [
    'a volume nearly full beside a budget that is spent',
    [10, 0.5],
    [100, 20],
    [
      ['disk:budget', 'crit'],
      ['disk:volume', 'warn'],
    ],
  ],
  ['neither', [40, 30], [100, 40], []],
] as const)('with a budget and a volume, each is told of, the graver first: %s', (_what, budget, volume, wanted) => {
  const sized = ([total, free]: readonly [number, number]) => ({ totalBytes: total * GB, freeBytes: free * GB });
  const disk = seen({
    ...{ source: 'budget' as const, ...sized(budget) },
    beside: { source: 'volume' as const, ...sized(volume) },
  });
  const causes = told({ disk });
  expect(causes.map(({ key, severity }) => [key, severity])).toEqual(wanted);
});

test('what is soon spent is told of beside what is fuller', () => {
  const disk = seen({
    ...{ source: 'budget' as const, totalBytes: 10 * GB, freeBytes: 6 * GB },
    beside: { source: 'volume' as const, totalBytes: 100 * GB, freeBytes: 24 * GB },
  });
  const growth = seen({ since: '2026-11-20T00:00:00.000Z', slowest: 0, fastest: 3 * GB, main: null, points: [] });
  expect(told({ disk, growth })).toMatchObject([
    {
      key: 'disk:budget',
      severity: 'crit',
      sentence: 'The disk budget will be full in about 2 days.',
    },
    { key: 'disk:volume', severity: 'warn', sentence: 'The disk is 76 % full.' },
  ]);
});

test('a slot fills a volume that has more bytes left than the budget', () => {
  const slot = { name: 'standby', active: false, retainedBytes: 30 * GB, walStatus: 'reserved' };
  const disk = seen({
    ...{ source: 'budget' as const, totalBytes: 40 * GB, freeBytes: 4 * GB },
    beside: { source: 'volume' as const, totalBytes: 100 * GB, freeBytes: 5 * GB },
  });
  const causes = causesOfStorage(sample({ disk, slots: seen({ rows: [slot], count: 1 }) }), []);
  expect(causes.find(({ key }) => key === 'slot:standby')?.explains).toEqual(['disk:volume']);
});

test('the table that grows while it is looked at is the one to blame, not the largest', () => {
  const disk = seen({ source: 'budget' as const, totalBytes: GB, freeBytes: GB / 20 });
  const before = sample({ tables: tables(table('public.big', GB / 2), table('public.new', GB / 100)) });
  const now = { disk, tables: tables(table('public.big', GB / 2), table('public.new', GB / 3)) };
  expect(told(now, [before])).toMatchObject([
    { key: 'disk:budget', severity: 'crit', sentence: 'The disk budget is 95 % spent, and public.new is filling it.' },
  ]);
});

test('growth tells of a full disk before it is', () => {
  const disk = seen({ source: 'volume' as const, totalBytes: 100 * GB, freeBytes: 40 * GB });
  const growth = (fastest: number) =>
    seen({
      since: '2026-11-20T00:00:00.000Z',
      slowest: 0,
      fastest: fastest * GB,
      main: { table: 'public.conversations', share: 0.9 },
      points: [],
    });
  expect(told({ disk, growth: growth(2) })).toEqual([]);
  expect(told({ disk, growth: growth(4) })).toMatchObject([
    {
      severity: 'warn',
      sentence: 'The disk will be full in about 10 days, and 90 % of its growth is public.conversations.',
    },
  ]);
  expect(told({ disk, growth: growth(20) })).toMatchObject([{ severity: 'crit' }]);
});

test('numbers of transactions are blamed from half of them on', () => {
  const wraparound = (age: number) =>
    seen({
      xid: { database: 'switchboard', age, daysLeft: 40 },
      multixact: { database: 'switchboard', age: 0, daysLeft: null },
      freezeMaxAge: 200_000_000,
    });
  expect(told({ wraparound: wraparound(1_000_000_000) })).toEqual([]);
  expect(told({ wraparound: wraparound(1_100_000_000) })).toMatchObject([{ severity: 'warn' }]);
  expect(told({ wraparound: wraparound(1_700_000_000) })).toMatchObject([{ severity: 'crit' }]);
});
