import type { TableRow } from './sample.ts';

/** A table as it is stored: whole, or one partition of what `parent` names. */
export type StoredTable = Omit<TableRow, 'perDay' | 'partitions'>;
export type WholeTable = StoredTable & Pick<TableRow, 'partitions'>;

/** Every table with all partitions below it as one, the largest first. */
export function wholeTables(stored: readonly StoredTable[]): WholeTable[] {
  const wholes = new Map<string, WholeTable>();
  for (const table of stored) {
    const name = table.parent ?? table.name;
    const before = wholes.get(name);
    const own = { ...table, name, parent: null, partitions: table.parent === null ? 0 : 1 };
    wholes.set(name, before === undefined ? own : together(before, own));
  }
  return largestFirst([...wholes.values()]);
}

/** The larger before the smaller, of equals by name. */
export function largestFirst<T extends { name: string; bytes: number }>(tables: readonly T[]): T[] {
  return tables.toSorted((a, b) => b.bytes - a.bytes || a.name.localeCompare(b.name));
}

/** When it was vacuumed is what the one says that was longest ago: what all of it is known to have had. */
function together(a: WholeTable, b: WholeTable): WholeTable {
  return {
    ...a,
    partitions: a.partitions + b.partitions,
    bytes: a.bytes + b.bytes,
    toastBytes: a.toastBytes + b.toastBytes,
    indexBytes: a.indexBytes + b.indexBytes,
    rows: a.rows + b.rows,
    dead: a.dead + b.dead,
    vacuumedAt: earlier(a.vacuumedAt, b.vacuumedAt),
    analyzedAt: earlier(a.analyzedAt, b.analyzedAt),
    vacuumDue: a.vacuumDue || b.vacuumDue,
    locked: a.locked || b.locked,
  };
}

/** Never is earlier than any instant. */
function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return null;
  return a < b ? a : b;
}
