import 'server-only';
import type { GroupingState } from '#lib/questions/board.ts';
import { groupingStateOf } from '#lib/questions/grouping-state.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { getGrouperProgress } from '#server/questions/grouper/progress.ts';

/** How far the grouping is, for the line above the list. */
export async function getGroupingState(actor: Actor, now: Date): Promise<GroupingState> {
  requirePermission(actor, 'questions.read');
  return groupingStateOf(await getGrouperProgress(actor), now);
}
