import { z } from 'zod';

/** Whole months (UTC, `2026-03`) that keeping turns for `days` would drop, oldest first, with the turns in each. */
export const retentionPlanSchema = z.object({
  days: z.int(),
  months: z.array(z.object({ month: z.string().regex(/^\d{4}-\d{2}$/), turns: z.number() })),
});
export type RetentionPlan = z.infer<typeof retentionPlanSchema>;
