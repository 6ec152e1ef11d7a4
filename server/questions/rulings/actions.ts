'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import {
  markSchema,
  mergeSchema,
  moveSchema,
  pinSchema,
  renameSchema,
  splitSchema,
} from '#lib/questions/rulings/input.ts';
import { parsed, type Result } from '#lib/result.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';
import { markGroup, pinGroup, renameGroup } from '#server/questions/rulings/marks.ts';
import { mergeGroups } from '#server/questions/rulings/merge.ts';
import { moveTexts } from '#server/questions/rulings/move.ts';
import { splitGroup } from '#server/questions/rulings/split.ts';
import { undoRuling } from '#server/questions/rulings/undo.ts';

/** Makes one group of several. */
export async function mergeGroupsAction(input: unknown): Promise<Result<{ group: number; ruling: number }>> {
  const actor = await requireActor('questions.group');
  const wish = parsed(mergeSchema.safeParse(input));
  if (!wish.ok) return wish;
  const merged = await mergeGroups(actor, wish.value.groups).catch(toFailure);
  refresh();
  return merged;
}

/** Lets each set of ticked texts leave as a group of its own. */
export async function splitGroupAction(input: unknown): Promise<Result<{ groups: number[]; ruling: number }>> {
  const actor = await requireActor('questions.group');
  const wish = parsed(splitSchema.safeParse(input));
  if (!wish.ok) return wish;
  const split = await splitGroup(actor, wish.value).catch(toFailure);
  refresh();
  return split;
}

/** Takes single texts to another group. */
export async function moveTextsAction(input: unknown): Promise<Result<{ ruling: number }>> {
  const actor = await requireActor('questions.group');
  const wish = parsed(moveSchema.safeParse(input));
  if (!wish.ok) return wish;
  const moved = await moveTexts(actor, wish.value).catch(toFailure);
  refresh();
  return moved;
}

/** Pins a group or unpins it. */
export async function pinGroupAction(input: unknown): Promise<Result<{ ruling: number }>> {
  const actor = await requireActor('questions.group');
  const wish = parsed(pinSchema.safeParse(input));
  if (!wish.ok) return wish;
  const pinned = await pinGroup(actor, wish.value.group, wish.value.pinned).catch(toFailure);
  refresh();
  return pinned;
}

/** Names a group; an empty name gives it its most typical question back. */
export async function renameGroupAction(input: unknown): Promise<Result<{ ruling: number }>> {
  const actor = await requireActor('questions.group');
  const wish = parsed(renameSchema.safeParse(input));
  if (!wish.ok) return wish;
  const renamed = await renameGroup(actor, wish.value.group, wish.value.name).catch(toFailure);
  refresh();
  return renamed;
}

/** Marks a group as no question, or takes the mark off. */
export async function markGroupAction(input: unknown): Promise<Result<{ ruling: number }>> {
  const actor = await requireActor('questions.group');
  const wish = parsed(markSchema.safeParse(input));
  if (!wish.ok) return wish;
  const marked = await markGroup(actor, wish.value.group, wish.value.question).catch(toFailure);
  refresh();
  return marked;
}

/** Takes a decision back. */
export async function undoRulingAction(id: unknown): Promise<Result<{ groups: number[] }>> {
  const actor = await requireActor('questions.group');
  const wish = parsed(z.int().min(1).safeParse(id));
  if (!wish.ok) return wish;
  const undone = await undoRuling(actor, wish.value).catch(toFailure);
  refresh();
  return undone;
}
