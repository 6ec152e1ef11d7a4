import { countOf, formatCount } from '#lib/count.ts';
import { quoteName, quoteRelation } from '#lib/monitoring/server/quote.ts';
import { formatBytes } from './bytes.ts';
import type { LostIndex } from './counters.ts';
import { completionOf, creationOf, type Partition } from './create-index.ts';
import type { IndexAdvice } from './sample.ts';

/** One index as the catalogue has it. */
export type IndexFacts = {
  table: string;
  name: string;
  bytes: number;
  method: string;
  /** One text a key column: expression, operator class, collation and order. */
  keys: readonly string[];
  /** Columns that are only carried along. */
  included: readonly string[];
  predicate: string | null;
  isUnique: boolean;
  /** To a unique one two NULLs are the same. */
  nullsNotDistinct: boolean;
  /** A unique one looks at each row as it is written, not at the end of the statement or transaction. */
  isImmediate: boolean;
  /** It holds up a constraint, or a foreign key points at it. */
  inConstraint: boolean;
  isValid: boolean;
  /** Somebody builds it right now. */
  isBuilding: boolean;
  /** A part of the index of a partitioned table, which goes only with it. */
  isPart: boolean;
  /** It is of a partitioned table: Postgres cannot drop it beside the writers. */
  isPartitioned: boolean;
  /** The schema of the product has it. */
  ours: boolean;
  /** It begins with the columns of a foreign key, which reads by it whenever a row of the other table goes. */
  servesKey: boolean;
  /** Of one of a partitioned table that is not whole: its definition, and which partitions have theirs. */
  unfinished: { definition: string; partitions: readonly Partition[] } | null;
  /** Scans of all its parts since the server counts, now and when they were last kept; null where they never were. */
  scans: number;
  scansThen: number | null;
  /** As Postgres 16 and newer say. */
  lastScanAt: string | null;
  /** Since when it is watched that nobody uses it. */
  unusedSince: string | null;
};

/** Evidence that an index is unused, in days (35 at pganalyze: a month and its end), and the least that dropping it must free. */
const UNUSED_DAYS = 35;
const UNUSED_BYTES = 32 * 1_024;
const DAY_MS = 86_400_000;

/** A foreign key that no index begins with the columns of. */
export type BareKey = {
  table: string;
  name: string;
  target: string;
  columns: readonly string[];
  /** Rows of its table, as last estimated. */
  rows: number;
  /** Its columns, as SQL takes them. */
  list: string;
  /** Null where its table is not partitioned. */
  partitions: readonly Partition[] | null;
};

/** A smaller table is read whole as quickly. */
const BARE_ROWS = 10_000;

/** What is wrong with the indexes, the worst first. */
export function adviceOn(
  indexes: readonly IndexFacts[],
  gone: readonly LostIndex[],
  bareKeys: readonly BareKey[],
  now: Date,
): IndexAdvice[] {
  const duplicates = indexes.flatMap((index) => duplicateOf(index, indexes));
  const covered = new Set(duplicates.map(({ table, index }) => `${table} ${index}`));
  return [
    // One that is there and broken is told as that.
    ...gone
      .filter(({ table, index }) => !indexes.some((one) => one.table === table && one.name === index))
      .map(missing),
    ...indexes.filter(({ isValid, isBuilding, isPart }) => !isValid && !isBuilding && !isPart).map(invalid),
    ...bareKeys.filter(({ rows }) => rows >= BARE_ROWS).map(wanted),
    ...duplicates,
    ...indexes.filter((index) => isUnused(index, now) && !covered.has(`${index.table} ${index.name}`)).map(unused(now)),
  ];
}

function missing({ table, index, ddl, way, ours }: LostIndex): IndexAdvice {
  const gone = ours ? 'The schema of Switchboard has it, and it is gone.' : 'It was there, and it is gone.';
  const why = way === 'locked' ? `${gone} Nobody can read or write ${table} while it is made again.` : gone;
  return { kind: 'missing', table, index, bytes: 0, why, ddl };
}

function invalid(index: IndexFacts): IndexAdvice {
  if (index.unfinished !== null) return unfinished(index, index.unfinished);
  const why = 'Building it failed: every write keeps it up to date, and no search may use it.';
  // What a failed REINDEX CONCURRENTLY leaves behind stands beside the index it was to replace.
  if (/_cc(new|old)\d*$/.test(index.name)) return { kind: 'invalid', ...toDrop(index, why) };
  const { table, name, bytes } = index;
  const ddl = `REINDEX INDEX CONCURRENTLY ${quoteRelation(relationOf(index))};`;
  return {
    kind: 'invalid',
    table,
    index: name,
    bytes,
    why: `${why} Build it anew, or drop it if nobody wants it.`,
    ddl,
  };
}

function unfinished(
  { table, name, bytes }: IndexFacts,
  { definition, partitions }: NonNullable<IndexFacts['unfinished']>,
): IndexAdvice {
  const lacking = partitions.filter(({ isPartitioned, attached }) => !isPartitioned && !attached?.isValid).length;
  const why =
    lacking === 0
      ? 'Each partition has it, and Postgres has yet to see that it is whole.'
      : `${countOf(lacking, 'partition has', 'partitions have')} no such index that works: searches go without it there.`;
  const ddl = completionOf(definition, relationOf({ table, name }), partitions).join('\n');
  return { kind: 'invalid', table, index: name, bytes, why, ddl };
}

function wanted({ table, name, target, columns, rows, list, partitions }: BareKey): IndexAdvice {
  const index = `${[table.slice(table.indexOf('.') + 1), ...columns].join('_').slice(0, 59)}_idx`;
  const why = `The foreign key ${name} has no index: whoever deletes or renumbers a row of ${target} waits until about ${formatCount(rows)} rows are read.`;
  const definition = `CREATE INDEX ${quoteName(index)} ON ${quoteRelation(table)} (${list})`;
  const ddl = creationOf(definition, partitions).statements.join('\n');
  return { kind: 'wanted', table, index, bytes: 0, why, ddl };
}

function unused(now: Date): (index: IndexFacts) => IndexAdvice {
  return (index) => {
    const days = Math.floor((now.getTime() - Date.parse(index.unusedSince ?? '')) / DAY_MS);
    const why = `Nobody used it in ${days} days. It takes ${formatBytes(index.bytes)} and slows every write. A replica counts for itself.`;
    return { kind: 'unused', ...toDrop(index, why) };
  };
}

function isUnused({ unusedSince, ...index }: IndexFacts, now: Date): boolean {
  if (index.isUnique || index.inConstraint || index.ours || index.servesKey) return false;
  if (index.isPart || !index.isValid || index.bytes <= UNUSED_BYTES) return false;
  if (index.scans !== index.scansThen) return false;
  const seen = [unusedSince, index.lastScanAt].filter((at) => at !== null).map((at) => Date.parse(at));
  return unusedSince !== null && now.getTime() - Math.max(...seen) >= UNUSED_DAYS * DAY_MS;
}

/**
 * Another index that does all this one does: the same method, predicate and beginning of keys. Of two alike the later name goes, and never
 * one of Switchboard's, which would be missed.
 */
function duplicateOf(index: IndexFacts, all: readonly IndexFacts[]): IndexAdvice[] {
  if (index.inConstraint || index.ours || index.isPart || !index.isValid) return [];
  const other = all.find((one) => one !== index && one.isValid && !one.isPart && covers(one, index));
  if (other === undefined) return [];
  const same = other.keys.length === index.keys.length && other.included.length === index.included.length;
  const why = same
    ? `${other.name} is the same index.`
    : `${other.name} begins with the same columns and serves the same searches.`;
  return [{ kind: 'duplicate', ...toDrop(index, why) }];
}

function covers(wide: IndexFacts, narrow: IndexFacts): boolean {
  if (wide.table !== narrow.table || wide.method !== narrow.method || wide.predicate !== narrow.predicate) return false;
  const sameKeys = wide.keys.length === narrow.keys.length && startsWith(wide.keys, narrow.keys);
  const carries = narrow.included.every((column) => wide.included.includes(column) || wide.keys.includes(column));
  if (!carries) return false;
  if (narrow.isUnique && !(sameKeys && forbidsTheSame(wide, narrow))) return false;
  if (sameKeys) return isKept(wide, narrow);
  // Only in a B-tree does the order of columns make a beginning as good as the whole.
  return wide.method === 'btree' && startsWith(wide.keys, narrow.keys);
}

/** A unique one also forbids: only one that forbids the same, and as early, may take its place. */
function forbidsTheSame(one: IndexFacts, other: IndexFacts): boolean {
  return one.isUnique && one.isImmediate && one.nullsNotDistinct === other.nullsNotDistinct;
}

function startsWith(keys: readonly string[], beginning: readonly string[]): boolean {
  return beginning.length <= keys.length && beginning.every((key, place) => keys[place] === key);
}

/** Of two with the same keys the one that must stay, or can do more, or comes first by name. */
function isKept(one: IndexFacts, other: IndexFacts): boolean {
  const worth = (index: IndexFacts) => [
    Number(index.inConstraint),
    Number(index.isUnique),
    index.included.length,
    Number(index.ours),
  ];
  const [mine, others] = [worth(one), worth(other)];
  for (const [place, value] of mine.entries()) {
    const against = others[place] ?? 0;
    if (value !== against) return value > against;
  }
  return one.name < other.name;
}

function relationOf({ table, name }: Pick<IndexFacts, 'table' | 'name'>): string {
  return `${table.slice(0, table.indexOf('.'))}.${name}`;
}

function toDrop(facts: IndexFacts, why: string) {
  const { table, name, bytes, isPartitioned } = facts;
  const index = quoteRelation(relationOf(facts));
  if (!isPartitioned) return { table, index: name, bytes, why, ddl: `DROP INDEX CONCURRENTLY ${index};` };
  const locks = 'Dropping it locks the table and all its partitions for a moment.';
  return { table, index: name, bytes, why: `${why} ${locks}`, ddl: `DROP INDEX ${index};` };
}
