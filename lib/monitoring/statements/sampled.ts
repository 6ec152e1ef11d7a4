import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });

/** Which statements ran in the samples of the sessions: what can be said where the server counts none. */
export const sampledSchema = z.object({
  /** Samples that were looked through, spread evenly over all that the window holds, and the first and the last of them. */
  samples: z.int(),
  all: z.int(),
  from: instant.nullable(),
  to: instant.nullable(),
  /** The most sessions of one sample whose statement may not be seen, or that were too many to be kept. */
  unseen: z.int(),
  rows: z.array(
    z.object({
      /** The server's id of it, or its text where it has none. */
      key: z.string(),
      /** Without values, at most 300 characters. */
      text: z.string(),
      /** How often a session was seen to run it. */
      seen: z.int(),
      /** Milliseconds since it had begun, where it was seen to run for longest. */
      longestMs: z.number(),
      lastAt: instant,
    }),
  ),
});
export type SampledStatements = z.infer<typeof sampledSchema>;
