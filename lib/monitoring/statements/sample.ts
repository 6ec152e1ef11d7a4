import { z } from 'zod';
import { seams } from './deltas.ts';
import { figuresSchema } from './figures.ts';
import { poolRunSchema } from './runners.ts';

const scanSchema = z.object({
  /** A table that the plan reads from end to end. */
  table: z.string(),
  /** Rows the planner takes it to have. */
  rows: z.number(),
});

export const sampledStatementSchema = z.object({
  /** Of its text, the same on every server and version: 16 hex digits. */
  id: z.string(),
  /** The text without values, cut. */
  text: z.string(),
  figures: figuresSchema,
  /** Milliseconds a call usually takes; null while too little of it is known. */
  usualMs: z.number().nullable(),
  /** Where that is from: the median of its last days, or of the last minutes. */
  usualFrom: z.enum(['days', 'minutes']).nullable(),
  /** Blocks of temporary files a call usually writes; null like `usualMs`. */
  usualTemp: z.number().nullable(),
  /** The large table it reads whole by its present plan; null where there is none, or no plan was made. */
  scan: scanSchema.nullable(),
  /** For whom Switchboard sent it in the last minutes, the most frequent first; not in what was sampled before that was noted. */
  runners: z.array(poolRunSchema).default([]),
});
export type SampledStatement = z.infer<typeof sampledStatementSchema>;

/** What the statements of our database did since the reading before. */
export const statementsSampleSchema = z.object({
  /** How long that was; 0 for a reading that is only a base. */
  seconds: z.number(),
  seam: z.enum(seams).nullable(),
  /** Lines pg_stat_statements holds. */
  lines: z.number(),
  /** How often it dropped lines to make room since the reading before. */
  evictions: z.number(),
  /** work_mem of the monitor's own session: `4MB`. */
  workMem: z.string(),
  /** How much slower than usual all of them are, at least 1. */
  slowdown: z.number(),
  /** Everything that people and programs ran, from the top level: what shares are of. */
  total: figuresSchema,
  /** What watching the server cost, monitoring's own and others'; not in the total. */
  watching: figuresSchema,
  /** Those that took most time or wrote most temporary files, most time first. */
  top: z.array(sampledStatementSchema),
  /** The rest of the total. */
  others: figuresSchema,
});
export type StatementsSample = z.infer<typeof statementsSampleSchema>;
