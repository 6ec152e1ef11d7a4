import { z } from 'zod';
import { withoutReplacements } from '#lib/privacy/mask.ts';

const MOST_TEXTS = 500;
const MOST_GROUPS = 50;
const MOST_SETS = 10;
const NAME_LENGTH = 200;

const id = z.int().min(-3);
const texts = z.array(z.int().min(1)).min(1).max(MOST_TEXTS);

/** A group as the person saw it. */
export const seenGroupSchema = z.object({ id, version: z.int().min(1) });
export type SeenGroup = z.infer<typeof seenGroupSchema>;

export const mergeSchema = z.object({
  groups: z.array(seenGroupSchema).min(2, 'Tick at least two groups.').max(MOST_GROUPS),
});

/** Each set of ticked texts leaves as a group of its own. */
export const splitSchema = z.object({
  group: seenGroupSchema,
  sets: z.array(texts).min(1, 'Tick the questions that mean something else.').max(MOST_SETS),
});
export type Split = z.infer<typeof splitSchema>;

export const moveSchema = z.object({ texts, from: seenGroupSchema, to: seenGroupSchema });
export type Move = z.infer<typeof moveSchema>;

export const pinSchema = z.object({ group: seenGroupSchema, pinned: z.boolean() });
export const markSchema = z.object({ group: seenGroupSchema, question: z.boolean() });

/**
 * On one line; null for an empty one, which gives the group its most typical question back. What stands in the place of
 * personal data is no part of it: taken over from a name as it is shown, it would hide for good what is stored.
 */
const nameSchema = z
  .string()
  .nullable()
  .transform((name) => name?.replace(/\s+/g, ' ').trim() || null)
  .refine((name) => (name?.length ?? 0) <= NAME_LENGTH, `A name has at most ${NAME_LENGTH} characters.`)
  .refine(
    (name) => name === null || withoutReplacements(name) === name,
    'A mask such as [phone] cannot be part of a name. Write what is meant.',
  );
export const renameSchema = z.object({ group: seenGroupSchema, name: nameSchema });
