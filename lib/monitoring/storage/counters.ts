import { z } from 'zod';
import { ways } from './create-index.ts';

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
  /** The statements that make it again, a line each; none where there are some for each partition, which `storage` lists. */
  ddl: z.string(),
  way: z.enum(ways),
  /** When it was first missed. */
  missedAt: z.string(),
  /** Whether the schema of the product has it. */
  ours: z.boolean(),
  /** How many times a minute its table was read whole before; null where that was not watched for long enough. */
  wholePerMinute: z.number().nullable(),
});
export type GoneIndex = z.infer<typeof goneSchema>;
/** One that is gone, before it is known how its table was read until then. */
export type LostIndex = Omit<GoneIndex, 'wholePerMinute'>;

/** What the part `counters` knows: what the server counts on and on, and which indexes are gone. */
export const countersSchema = z.object({
  readAt: z.string(),
  /** Tables of 10,000 rows and more, those that were read whole most, at most 40. */
  scanned: z.array(scannedSchema),
  gone: z.array(goneSchema),
  /** What was counted in the last five minutes, or since the monitor began; null at first, and when the counters began anew. */
  recent: z
    .object({
      seconds: z.number(),
      /** Blocks found in the cache of Postgres, and blocks that were not, of this database. */
      hit: z.number(),
      read: z.number(),
      tempBytes: z.number(),
      tempFiles: z.number(),
    })
    .nullable(),
});
export type Counters = z.infer<typeof countersSchema>;

/** Below this many blocks an interval says nothing about the cache (threshold of the monitoring reference, 3.5). */
const BLOCKS_JUDGED = 1_000;

/** The share of blocks that were found in the cache, 0 to 1; null where fewer than 1,000 had to be read. */
export function cacheShare({ recent }: Counters): number | null {
  return recent === null || recent.read < BLOCKS_JUDGED ? null : recent.hit / (recent.hit + recent.read);
}

/** The latest sample that is at least `seconds` older than the newest. */
export function sampleBefore(
  newest: Counters,
  before: readonly { value: Counters }[],
  seconds: number,
): Counters | null {
  const limit = Date.parse(newest.readAt) - seconds * 1_000;
  return before.findLast(({ value }) => Date.parse(value.readAt) <= limit)?.value ?? null;
}
