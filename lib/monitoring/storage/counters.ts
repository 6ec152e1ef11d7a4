import { z } from 'zod';

const scannedSchema = z.object({
  table: z.string(),
  rows: z.number(),
  /** Since the counters began: scans of the whole table, and rows they read. */
  scans: z.number(),
  read: z.number(),
});

const goneSchema = z.object({
  table: z.string(),
  index: z.string(),
  /** The statement that makes it again. */
  ddl: z.string(),
  /** When it was first missed. */
  missedAt: z.string(),
  /** Whether the schema of the product has it. */
  ours: z.boolean(),
});
export type GoneIndex = z.infer<typeof goneSchema>;

/** What the part `counters` knows: what the server counts on and on, and which indexes are gone. */
export const countersSchema = z.object({
  readAt: z.string(),
  /** Tables of 10,000 rows and more, those that were read whole most, at most 40. */
  scanned: z.array(scannedSchema),
  gone: z.array(goneSchema),
  /** Blocks found in shared buffers and blocks that were not, of this database. */
  hit: z.number(),
  read: z.number(),
  tempBytes: z.number(),
  tempFiles: z.number(),
});
export type Counters = z.infer<typeof countersSchema>;

type Earlier = readonly { at: string; value: Counters }[];

/** Below this many blocks an interval says nothing about the cache (threshold of the monitoring reference, 3.5). */
const BLOCKS_JUDGED = 1_000;

/**
 * The share of blocks that were found in the cache in the last `seconds`, 0 to 1; null where fewer than 1,000 had to be read,
 * the counters began anew, or nothing is that old.
 */
export function cacheHit(newest: Counters, before: Earlier, seconds: number): number | null {
  const from = sampleBefore(newest, before, seconds);
  if (from === null) return null;
  const hit = newest.hit - from.hit;
  const read = newest.read - from.read;
  return hit < 0 || read < BLOCKS_JUDGED ? null : hit / (hit + read);
}

/** The latest sample that is at least `seconds` older than the newest. */
export function sampleBefore(newest: Counters, before: Earlier, seconds: number): Counters | null {
  const limit = Date.parse(newest.readAt) - seconds * 1_000;
  return before.findLast(({ value }) => Date.parse(value.readAt) <= limit)?.value ?? null;
}
