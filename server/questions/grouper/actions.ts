'use server';

import type { RegroupState } from '#lib/questions/board.ts';
import { regroupStateOf } from '#lib/questions/grouping-state.ts';
import { ok, type Result } from '#lib/result.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';
import { getGrouperProgress } from '#server/questions/grouper/progress.ts';
import { askRegroup } from '#server/questions/grouper/regroup-ask.ts';

/** Has all questions grouped anew; one that waits or runs already is as good. */
export async function regroupAction(): Promise<Result<null>> {
  const actor = await requireActor('questions.group');
  try {
    await askRegroup(actor);
    return ok(null);
  } catch (error) {
    return toFailure(error);
  }
}

/** How far the grouping anew is. */
export async function getRegroupAction(): Promise<RegroupState> {
  const actor = await requireActor('questions.read');
  return regroupStateOf(await getGrouperProgress(actor));
}
