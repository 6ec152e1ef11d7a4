import 'server-only';
import { examplesOf } from '#lib/questions/rulings/examples.ts';
import type { Move } from '#lib/questions/rulings/input.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { deciding, lockGroups } from '#server/questions/rulings/deciding.ts';
import { createDecision, movedTo, readStanding } from '#server/questions/rulings/decisions.ts';
import { featuresOf, readMembers } from '#server/questions/rulings/members.ts';

/**
 * Takes single texts to another group; greetings, thanks and follow-ups count as groups here.
 * @returns the decision's number to undo it by
 */
export async function moveTexts(actor: Actor, { texts, from, to }: Move): Promise<Result<{ ruling: number }>> {
  return deciding(actor, async (tx) => {
    if (from.id === to.id) return fail('invalid', 'They are in this group already.');
    const locked = await lockGroups(tx, [from, to]);
    if (!locked.ok) return locked;
    const leaving = new Set(texts);
    const source = await readMembers(tx, from.id);
    const moving = source.texts.filter(({ id }) => leaving.has(id));
    if (moving.length < leaving.size)
      return fail('conflict', 'Some of these questions are not in that group any more. Look again, then decide.');
    if (from.id > 0 && moving.length === source.texts.length)
      return fail('invalid', 'These are all the questions of the group. Merge the two groups instead.');
    const target = await readMembers(tx, to.id);
    const there = new Set(target.texts.map(({ id }) => id));
    const { meanings } = await readStanding(tx);
    const hosts = to.id > 0 ? examplesOf(featuresOf(target, there).core, there, meanings) : [];
    const before = { moved: movedTo(to.id, from.id, moving), groups: [to.id, from.id] };
    const ruling = await createDecision(tx, actor, { kind: 'move', group: to.id, sets: [[...leaving], hosts], before });
    return ok({ ruling });
  });
}
