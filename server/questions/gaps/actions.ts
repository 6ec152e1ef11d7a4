'use server';

import { refresh } from 'next/cache';
import type { z } from 'zod';
import type { Done, SavedText } from '#lib/questions/gaps/detail.ts';
import {
  assignInputSchema,
  closeInputSchema,
  dueInputSchema,
  openInputSchema,
  textInputSchema,
  undoInputSchema,
} from '#lib/questions/gaps/input.ts';
import { parsed, type Result } from '#lib/result.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';
import { assignGap, closeGap, openGap, setGapDue } from './mutations.ts';
import { type Undone, undoGap } from './undo.ts';
import { saveGapText } from './words.ts';

/** Gives a gap to somebody, or to nobody. */
export async function assignGapAction(input: z.input<typeof assignInputSchema>): Promise<Result<Done>> {
  const actor = await requireActor('gaps.triage');
  const wish = parsed(assignInputSchema.safeParse(input));
  return wish.ok ? shown(assignGap(actor, wish.value, wish.value.assignee)) : wish;
}

/** Sets the day by which a gap is to be fixed. */
export async function setGapDueAction(input: z.input<typeof dueInputSchema>): Promise<Result<Done>> {
  const actor = await requireActor('gaps.triage');
  const wish = parsed(dueInputSchema.safeParse(input));
  return wish.ok ? shown(setGapDue(actor, wish.value, wish.value.due)) : wish;
}

/** Marks a gap fixed, or as not to be fixed. */
export async function closeGapAction(input: z.input<typeof closeInputSchema>): Promise<Result<Done>> {
  const actor = await requireActor('gaps.triage');
  const wish = parsed(closeInputSchema.safeParse(input));
  if (!wish.ok) return wish;
  return shown(closeGap(actor, wish.value, wish.value.closing, 'reason' in wish.value ? wish.value.reason : null));
}

/** Opens a closed gap again. */
export async function openGapAction(input: z.input<typeof openInputSchema>): Promise<Result<Done>> {
  const actor = await requireActor('gaps.triage');
  const wish = parsed(openInputSchema.safeParse(input));
  return wish.ok ? shown(openGap(actor, wish.value)) : wish;
}

/** Takes back what was done to a gap: what is named, else what was done last. */
export async function undoGapAction(input: z.input<typeof undoInputSchema>): Promise<Result<Undone>> {
  const actor = await requireActor('gaps.triage');
  const wish = parsed(undoInputSchema.safeParse(input));
  return wish.ok ? shown(undoGap(actor, wish.value.gap, wish.value.event)) : wish;
}

/** Keeps what is being typed. */
export async function saveGapTextAction(input: z.input<typeof textInputSchema>): Promise<Result<SavedText>> {
  const actor = await requireActor('gaps.triage');
  const wish = parsed(textInputSchema.safeParse(input));
  if (!wish.ok) return wish;
  const { gap, field, ...text } = wish.value;
  return shown(saveGapText(actor, gap, field, text));
}

/** The page as it is then, also where somebody else was first. */
async function shown<T>(work: Promise<Result<T>>): Promise<Result<T>> {
  const result = await work.catch(toFailure);
  if (result.ok || result.code === 'conflict') refresh();
  return result;
}
