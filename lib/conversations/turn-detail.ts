import { z } from 'zod';
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
});
export type TurnDetail = z.infer<typeof turnDetailSchema>;
