import { z } from 'zod';

const LONGEST_REASON = 200;

/**
 * Whose statement or session is to end, and why. Pid and start together are one session; the pid alone may be another's by now,
 * and a pooled session may be at another's work.
 */
export const endingSchema = z.object({
  pid: z.int().positive(),
  /** ISO 8601 to the microsecond, as the sample has it. */
  backendStart: z.iso.datetime(),
  /** When that which is to end began, to the microsecond: of a cancel the statement, of an ending the transaction, null where none was open. */
  since: z.iso.datetime().nullable(),
  reason: z
    .string()
    .trim()
    .min(3, 'Say in a few words why; it goes to the audit log.')
    .max(LONGEST_REASON, `At most ${LONGEST_REASON} characters.`),
});
export type EndingWish = z.infer<typeof endingSchema>;

/** What was seen after a signal was sent; `ended` is null where nothing could be. */
export type Ended = { ended: boolean | null; sentence: string };
