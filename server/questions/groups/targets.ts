import 'server-only';
import type { Target } from '#lib/questions/member.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { findTopGroups } from '#server/questions/counts/top.ts';
import { getQuestionWindow } from '#server/questions/groups/window.ts';

const MOST_TARGETS = 8;

/** The groups whose name or texts have these words, the most asked of all time first: where texts may be moved to. */
export async function findTargets(actor: Actor, words: string, now: Date): Promise<Target[]> {
  requirePermission(actor, 'questions.read');
  const { fromUtc, toUtc } = await getQuestionWindow(actor, { window: { name: 'all' } }, 'UTC', now);
  const { groups } = await findTopGroups(actor, {
    from: fromUtc,
    to: toUtc,
    compared: null,
    now,
    limit: MOST_TARGETS,
    offset: 0,
    kinds: ['question', 'greeting', 'thanks', 'follow_up'],
    order: 'asked',
    words,
  });
  return groups.map(({ id, version, kind, question, asked }) => ({ id, version, kind, question, asked }));
}
