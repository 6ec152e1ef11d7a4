import { z } from 'zod';
import { seenSchema } from './seen.ts';

const tableSchema = z.object({
  /** With its schema: `public.employees`. */
  name: z.string(),
  /** The partitioned table it is a part of, the topmost. */
  parent: z.string().nullable(),
  /** Of how many partitions it consists; 0 for a table that has none. */
  partitions: z.number(),
  /** As `pg_total_relation_size` says: rows, TOAST and indexes, of all its partitions together. */
  bytes: z.number(),
  toastBytes: z.number(),
  indexBytes: z.number(),
  rows: z.number(),
  dead: z.number(),
  vacuumedAt: z.string().nullable(),
  analyzedAt: z.string().nullable(),
  /** Whether its dead rows are past its own threshold of autovacuum. */
  vacuumDue: z.boolean(),
  /** Somebody holds it exclusively: its size is the last that was seen, or an estimate. */
  locked: z.boolean(),
  /** Growth in bytes a day; null without a day of history. */
  perDay: z.number().nullable(),
});
export type TableRow = z.infer<typeof tableSchema>;

export const tablesSchema = z.object({
  /** The largest, at most 40, a partitioned one with all its parts as one. */
  rows: z.array(tableSchema),
  /** The largest partitions of any of them, at most 40. */
  partitions: z.array(tableSchema),
  /** All others together. */
  rest: z.object({ tables: z.number(), bytes: z.number() }),
  totalBytes: z.number(),
  databaseBytes: z.number(),
});

const adviceSchema = z.object({
  kind: z.enum(['missing', 'invalid', 'wanted', 'duplicate', 'unused']),
  table: z.string(),
  index: z.string(),
  bytes: z.number(),
  /** Why, as a sentence. */
  why: z.string(),
  /** The statement to run. */
  ddl: z.string(),
});
export type IndexAdvice = z.infer<typeof adviceSchema>;

export const indexesSchema = z.object({
  count: z.number(),
  bytes: z.number(),
  advice: z.array(adviceSchema),
  /** Advice beyond what is listed. */
  more: z.number(),
  /** Since when it is watched which indexes are used; null before the first look. */
  watchedSince: z.string().nullable(),
});

const sequenceSchema = z.object({
  name: z.string(),
  /** The column it fills: `public.employees.id`; null when none does. */
  column: z.string().nullable(),
  type: z.string(),
  last: z.number(),
  max: z.number(),
  /** From its measured rate; null while it is not known or it stands. */
  daysLeft: z.number().nullable(),
});
export type SequenceRow = z.infer<typeof sequenceSchema>;
export const sequencesSchema = z.object({
  /** The nearest to their end, at most 10. */
  rows: z.array(sequenceSchema),
  count: z.number(),
  /** Sequences whose last value the login may not read, and the right that mends it. */
  unread: z.object({ count: z.number(), mend: z.string() }).nullable(),
});

const pendingSchema = z.object({
  table: z.string(),
  /** The partitioned table it is a part of, by which statements call it. */
  parent: z.string().nullable(),
  index: z.string(),
  bytes: z.number(),
  rows: z.number(),
  limitBytes: z.number(),
});
export type PendingRow = z.infer<typeof pendingSchema>;
export const pendingListsSchema = z.object({ rows: z.array(pendingSchema), count: z.number(), totalBytes: z.number() });

const slotSchema = z.object({
  name: z.string(),
  active: z.boolean(),
  retainedBytes: z.number().nullable(),
  walStatus: z.string().nullable(),
});
export type SlotRow = z.infer<typeof slotSchema>;
export const slotsSchema = z.object({ rows: z.array(slotSchema), count: z.number() });

export const walSchema = z.object({ bytes: z.number(), files: z.number() });

export const horizonSchema = z.object({
  /** The oldest transaction id that something still needs, as an age in transactions. */
  age: z.number(),
  /** Who holds it, in words: "the session 4312 of chatbot, for 2 h"; null when nobody does. */
  holder: z.string().nullable(),
});

const agedSchema = z.object({ database: z.string(), age: z.number(), daysLeft: z.number().nullable() });
export const wraparoundSchema = z.object({ xid: agedSchema, multixact: agedSchema, freezeMaxAge: z.number() });

const partitionedSchema = z.object({
  name: z.string(),
  partitions: z.number(),
  /** Where the oldest begins and the newest ends; null where that is open. */
  oldestFrom: z.string().nullable(),
  newestTo: z.string().nullable(),
  /** Whether a partition covers this instant, and the one by which the next must be there. */
  coversNow: z.boolean(),
  coversNext: z.boolean(),
  /** Rows of its default partition, as counted by the statistics; null when it has none. */
  inDefault: z.number().nullable(),
});
export type PartitionedRow = z.infer<typeof partitionedSchema>;
export const partitionsSchema = z.object({
  rows: z.array(partitionedSchema),
  /** How long turns are kept, in days; null for ever. */
  retentionDays: z.number().nullable(),
});

const roomSchema = z.object({
  /** `volume`: the file system of the data directory. `budget`: what the settings allow the database. */
  source: z.enum(['volume', 'budget']),
  totalBytes: z.number(),
  freeBytes: z.number(),
});
export type Room = z.infer<typeof roomSchema>;

/** What has fewer bytes left; beside it the other one, where both are known, which may be the fuller one all the same. */
export const diskSchema = roomSchema.extend({ beside: roomSchema.optional() });
export type Disk = z.infer<typeof diskSchema>;

export const growthSchema = z.object({
  /** When the oldest kept size was taken. */
  since: z.string(),
  /** Growth of the whole database in bytes a day, over the slowest and the fastest of the trailing windows; never below 0. */
  slowest: z.number(),
  fastest: z.number(),
  /** The table that grows most and its share of all growth, 0 to 1; null when none grows. */
  main: z.object({ table: z.string(), share: z.number() }).nullable(),
  /** Sizes of the database over time, at most 60. */
  points: z.array(z.object({ at: z.string(), bytes: z.number() })),
});
export type Growth = z.infer<typeof growthSchema>;

/** What the part `storage` knows: each matter is seen or blind by itself. */
export const storageSchema = z.object({
  readAt: z.string(),
  tables: seenSchema(tablesSchema),
  indexes: seenSchema(indexesSchema),
  sequences: seenSchema(sequencesSchema),
  pending: seenSchema(pendingListsSchema),
  slots: seenSchema(slotsSchema),
  wal: seenSchema(walSchema),
  horizon: seenSchema(horizonSchema),
  wraparound: seenSchema(wraparoundSchema),
  partitions: seenSchema(partitionsSchema),
  disk: seenSchema(diskSchema),
  growth: seenSchema(growthSchema),
});
export type Storage = z.infer<typeof storageSchema>;
