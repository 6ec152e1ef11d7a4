import { z } from 'zod';

/** What one matter within a sample shows: measured now, old, or not to be seen and what would mend that. As `Panel`, checked by zod. */
export function seenSchema<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('state', [
    z.object({ state: z.literal('measured'), at: z.string(), value }),
    z.object({ state: z.literal('stale'), at: z.string(), value, reason: z.string() }),
    z.object({
      state: z.literal('blind'),
      at: z.string(),
      reason: z.string(),
      blinds: z.string(),
      mend: z.string().nullable(),
    }),
  ]);
}
