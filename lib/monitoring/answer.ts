import { z } from 'zod';
import { panelSchema } from './message.ts';
import { verdictSchema } from './verdict/verdict.ts';

/** What `GET /api/monitoring?parts=a,b` answers: what is to blame, null while nobody says, and the parts asked for. */
export const monitoringAnswerSchema = z.object({
  at: z.string(),
  verdict: verdictSchema.nullable(),
  /** Another worker samples this database, so that nothing is known here. */
  isElsewhere: z.boolean(),
  panels: z.record(z.string(), panelSchema),
});
export type MonitoringAnswer = z.infer<typeof monitoringAnswerSchema>;

const MOST_PARTS = 20;

/** The parts that `?parts=` asks for; whatever is no name of one is left out. */
export function parseParts(value: string | null): string[] {
  return (value ?? '')
    .split(',')
    .filter((name) => /^[a-z][a-z-]{0,30}$/.test(name))
    .slice(0, MOST_PARTS);
}
