import { z } from 'zod';
import { deadlockSchema } from '#lib/monitoring/errors/deadlock.ts';
import { matterSchema, minuteSchema, tallyKinds } from '#lib/monitoring/errors/tally.ts';

const rateSchema = z.object({ failed: z.int(), total: z.int() });

export const errorRowSchema = matterSchema.extend({
  /** In the last five minutes. */
  five: rateSchema,
  hour: rateSchema,
  /** When the failures that go on began: the first of minutes that fail with no more than two good ones between. */
  since: z.iso.datetime(),
  lastAt: z.iso.datetime(),
});
/** One matter that failed in the last hour. */
export type ErrorRow = z.infer<typeof errorRowSchema>;

export const failedJobSchema = z.object({
  name: z.string(),
  count: z.int(),
  /** The class of its last error. */
  error: z.string().nullable(),
  at: z.iso.datetime(),
});

export const errorsSampleSchema = z.object({
  at: z.iso.datetime(),
  /** Since when this is watched without a break, as the worker remembers. */
  since: z.iso.datetime(),
  /** Five minutes and an hour, by kind. */
  sums: z.partialRecord(z.enum(tallyKinds), z.object({ five: rateSchema, hour: rateSchema })),
  /** What failed in the last hour, the newest first. */
  rows: z.array(errorRowSchema),
  moreRows: z.int(),
  /** Those of the last hour, the newest first. */
  deadlocks: z.array(deadlockSchema),
  /** Jobs given up in 72 hours, after all their tries; or why the queue may not be read; null before the first look. */
  jobs: z
    .union([
      z.object({ state: z.literal('seen'), rows: z.array(failedJobSchema) }),
      z.object({ state: z.literal('blind'), reason: z.string(), mend: z.string().nullable() }),
    ])
    .nullable(),
  /** Whether the server's own counts are at hand. */
  serverSeen: z.boolean(),
});
/** What failed lately, as the worker knows it. */
export type ErrorsSample = z.infer<typeof errorsSampleSchema>;

/** What a web process tells of its failures. */
export const toldFailuresSchema = z.object({
  minutes: z.array(minuteSchema),
  deadlocks: z.array(deadlockSchema),
});
export type ToldFailures = z.infer<typeof toldFailuresSchema>;
