import { z } from 'zod';
import { readLocalDate } from '#lib/measures/windows.ts';
import { holdable } from '#lib/phonebook/text.ts';

const id = z.string().regex(/^\d{1,18}$/);
const version = z.int().min(1);
/** A gap as the page shows it: an action on an older one is a conflict. */
const seen = z.object({ gap: id, version });

const typed = (most: number) =>
  z
    .string()
    .max(2 * most)
    .transform(holdable)
    .pipe(z.string().max(most, `At most ${most} characters.`));

export const assignInputSchema = seen.extend({ assignee: z.uuid().nullable() });

export const dueInputSchema = seen.extend({
  due: z
    .string()
    .refine((text) => readLocalDate(text) !== null, 'This is not a day.')
    .nullable(),
});

export const closeInputSchema = z.discriminatedUnion('closing', [
  seen.extend({ closing: z.literal('fixed') }),
  seen.extend({
    closing: z.literal('wont_fix'),
    reason: typed(500)
      .transform((text) => text.trim())
      .pipe(z.string().min(3, 'Say why in a few words.')),
  }),
]);

export const openInputSchema = seen;
/**
 * `event` names what is to be taken back; where its answer was lost, by the version of the gap that the person did it to. Null for
 * what was done last, whoever did it.
 */
export const undoInputSchema = z.object({ gap: id, event: z.union([id, z.object({ upon: version })]).nullable() });
export type GapStep = z.infer<typeof undoInputSchema>;

export const textInputSchema = z.object({
  gap: id,
  field: z.enum(['draft', 'note']),
  text: typed(10_000),
  basis: z.string().max(40).nullable(),
});
