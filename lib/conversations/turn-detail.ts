import { z } from 'zod';
import { countOf } from '#lib/count.ts';
import { turnStates } from '#lib/measures/turn-filter.ts';
import { turnSchema } from './turn.ts';

const state = z.enum(turnStates).nullable();

/** A turn with what each detector and person said of it. */
export const turnDetailSchema = turnSchema.extend({
  /** As the writer sent it: 1 answered, 0 not, null when it did not say. */
  reported: z.int().nullable(),
  reportedExplicitly: z.boolean(),
  sentinel: z.string().nullable(),
  phraseState: state,
  phraseRule: z.string().nullable(),
  behaviourState: state,
  behaviourRule: z.string().nullable(),
  behaviourTurn: z.string().nullable(),
  humanState: state,
  humanBy: z.string().nullable(),
  humanAt: z.string().nullable(),
  rulesVersion: z.int().nullable(),
  /** Whether signs that no table can hold stand in it as U+FFFD. */
  mended: z.boolean(),
});
export type TurnDetail = z.infer<typeof turnDetailSchema>;

/** How many turns are shown, and whether the session has more. */
export function threadWords(thread: { rows: readonly unknown[]; hasEarlier: boolean; hasLater: boolean }): string {
  const shown = countOf(thread.rows.length, 'turn', 'turns');
  return thread.hasEarlier || thread.hasLater ? `${shown} of a longer session` : shown;
}
