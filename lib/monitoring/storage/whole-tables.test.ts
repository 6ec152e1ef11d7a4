import { expect, test } from 'vitest';
import { type StoredTable, wholeTables } from '#lib/monitoring/storage/whole-tables.ts';

function stored(name: string, bytes: number, more: Partial<StoredTable> = {}): StoredTable {
  return {
    name,
    parent: null,
    bytes,
    toastBytes: 0,
    indexBytes: 0,
    rows: 0,
    dead: 0,
    vacuumedAt: null,
    analyzedAt: null,
    vacuumDue: false,
    locked: false,
    ...more,
  };
}

test('partitions stand as the table that they are parts of, the larger before the smaller', () => {
  const month = (at: number, more: Partial<StoredTable> = {}) =>
    stored(`partitions.visits_${at}`, 40, { parent: 'public.visits', rows: 10, indexBytes: 4, ...more });
  const wholes = wholeTables([
    stored('public.people', 100),
    month(1, { vacuumedAt: '2026-11-02T00:00:00.000Z' }),
    month(2, { vacuumedAt: '2026-11-01T00:00:00.000Z', vacuumDue: true, dead: 3 }),
    month(3, { vacuumedAt: '2026-11-03T00:00:00.000Z', locked: true, toastBytes: 2 }),
    stored('public.rules', 120),
  ]);
  expect(wholes.map(({ name, bytes, partitions }) => [name, bytes, partitions])).toEqual([
    ['public.rules', 120, 0],
    ['public.visits', 120, 3],
    ['public.people', 100, 0],
  ]);
  expect(wholes[1]).toMatchObject({
    parent: null,
    rows: 30,
    dead: 3,
    indexBytes: 12,
    toastBytes: 2,
    vacuumDue: true,
    locked: true,
    vacuumedAt: '2026-11-01T00:00:00.000Z',
  });
});

test('a table of which one partition was never vacuumed was not vacuumed as a whole', () => {
  const parts = [null, '2026-11-01T00:00:00.000Z'].map((vacuumedAt, at) =>
    stored(`public.visits_${at}`, 1, { parent: 'public.visits', vacuumedAt }),
  );
  expect(wholeTables(parts)[0]?.vacuumedAt).toBeNull();
});
