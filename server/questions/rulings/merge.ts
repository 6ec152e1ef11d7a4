import 'server-only';
import { examplesOf } from '#lib/questions/rulings/examples.ts';
import type { SeenGroup } from '#lib/questions/rulings/input.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { deciding, type LockedGroup, lockGroups, refuseSmallTalk } from '#server/questions/rulings/deciding.ts';
import { createDecision, movedTo, readStanding } from '#server/questions/rulings/decisions.ts';
import { featuresOf, readMembers } from '#server/questions/rulings/members.ts';

/**
 * Makes one group of several: a pinned one stays, else the most asked; the others lead on to it.
 * @returns the group that stays, and the decision's number to undo it by
 */
export async function mergeGroups(
  actor: Actor,
  seen: readonly SeenGroup[],
): Promise<Result<{ group: number; ruling: number }>> {
  return deciding(actor, async (tx) => {
    if (new Set(seen.map(({ id }) => id)).size < Math.max(2, seen.length))
      return fail('invalid', 'Tick at least two groups.');
    const locked = await lockGroups(tx, seen);
    if (!locked.ok) return locked;
    const refusal = refuseMerge(locked.value);
    if (!refusal.ok) return refusal;
    const [stays, ...others] = [...locked.value].sort(byRight);
    if (stays === undefined) return fail('invalid', 'Tick at least two groups.');
    const { meanings } = await readStanding(tx);
    const sets: number[][] = [];
    const moved = [];
    for (const { id } of [stays, ...others]) {
      const members = await readMembers(tx, id);
      const texts = new Set(members.texts.map((text) => text.id));
      sets.push(examplesOf(featuresOf(members, texts).core, texts, meanings));
      if (id !== stays.id) moved.push(...movedTo(stays.id, id, members.texts));
    }
    const gone = others.map(({ id }) => id);
    await tx.$executeRaw`update question_groups set merged_into = ${stays.id}::bigint where id = any(${gone}::bigint[])`;
    const before = { moved, groups: [stays.id, ...gone] };
    const ruling = await createDecision(tx, actor, { kind: 'together', group: stays.id, sets, before });
    return ok({ group: stays.id, ruling });
  });
}

function refuseMerge(groups: readonly LockedGroup[]): Result<null> {
  if (new Set(groups.map(({ kind }) => kind)).size > 1)
    return fail('invalid', 'One of them is marked as no question. Take the mark off first.');
  return refuseSmallTalk(groups);
}

function byRight(a: LockedGroup, b: LockedGroup): number {
  return Number(b.pinned) - Number(a.pinned) || b.asked - a.asked || a.id - b.id;
}
