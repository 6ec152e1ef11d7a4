import { z } from 'zod';
import { causeSchema } from '#lib/monitoring/cause.ts';

/** A cause that has lasted long enough to be told, with since when and what it explains away. Instants are ISO 8601 in UTC. */
export const toldSchema = causeSchema.extend({
  since: z.string(),
  /** When it was first told. */
  toldAt: z.string(),
  /** What would have been told without it, as sentences. */
  symptoms: z.array(z.string()),
});
export type Told = z.infer<typeof toldSchema>;

/** What is to blame now, the first most; empty when all is well as far as monitoring sees. */
export const verdictSchema = z.object({
  at: z.string(),
  causes: z.array(toldSchema),
  /** Parts that cannot see at present: their silence means nothing. */
  unseen: z.array(z.string()),
  /** Keys of what lasts or may last though it is not among the causes: what one of them explains, and what a part that cannot see blamed last. */
  lasting: z.array(z.string()).optional(),
  /** Of those, what a part that cannot see blamed last: nobody knows whether it is over. */
  held: z.array(z.string()).optional(),
  /** Rules that an admin has switched off, as they are called: nothing is told by them. */
  off: z.array(z.string()).optional(),
  /** Why nothing of the server is seen, as a sentence, also before that has lasted long enough to be told. */
  blind: z.string().optional(),
});
export type Verdict = z.infer<typeof verdictSchema>;
