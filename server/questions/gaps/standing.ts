import 'server-only';
import { z } from 'zod';
import { closings, gapFiguresSchema } from '#lib/questions/gaps/gap.ts';

/** What people's actions change of a gap: kept with each event, for its undo. Instants are UTC without a zone. */
export const standingSchema = z.object({
  closed: z.enum(closings).nullable(),
  closed_at: z.string().nullable(),
  closed_snapshot: z.string().nullable(),
  closed_sessions: z.int().nullable(),
  fixed_at: z.string().nullable(),
  reopened_at: z.string().nullable(),
  assignee: z.string().nullable(),
  due_on: z.string().nullable(),
  /** What had failed since the closing; older events do not say it. */
  since: gapFiguresSchema.shape.since.optional(),
});
export type Standing = z.infer<typeof standingSchema>;
