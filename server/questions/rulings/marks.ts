import 'server-only';
import { examplesOf } from '#lib/questions/rulings/examples.ts';
import type { SeenGroup } from '#lib/questions/rulings/input.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import type { Transaction } from '#server/core/db/transaction.ts';
import { deciding, type LockedGroup, lockGroups, refuseSmallTalk } from '#server/questions/rulings/deciding.ts';
import { createDecision, readStanding } from '#server/questions/rulings/decisions.ts';
import { featuresOf, readMembers } from '#server/questions/rulings/members.ts';

type Decided = Result<{ ruling: number }>;

/** Pins a group, so that it keeps its id and is never dissolved, or unpins it. */
export async function pinGroup(actor: Actor, seen: SeenGroup, pinned: boolean): Promise<Decided> {
  return decideOn(actor, seen, async (tx, group) => {
    if (group.pinned === pinned) return fail('invalid', pinned ? 'It is pinned already.' : 'It is not pinned.');
    await tx.$executeRaw`update question_groups set pinned = ${pinned} where id = ${group.id}::bigint`;
    const sets = pinned ? [await examplesIn(tx, group.id)] : [];
    return ok(
      await createDecision(tx, actor, { kind: pinned ? 'pin' : 'unpin', group: group.id, sets, before: about(group) }),
    );
  });
}

/** Names a group; null gives it its most typical question back. */
export async function renameGroup(actor: Actor, seen: SeenGroup, name: string | null): Promise<Decided> {
  return decideOn(actor, seen, async (tx, group) => {
    if (name === group.name) return fail('invalid', 'It has this name already.');
    await tx.$executeRaw`update question_groups set name = ${name} where id = ${group.id}::bigint`;
    return ok(
      await createDecision(tx, actor, {
        kind: 'rename',
        group: group.id,
        before: { ...about(group), name: group.name },
      }),
    );
  });
}

/** Marks a group as no question, so that it is counted apart, or takes the mark off. */
export async function markGroup(actor: Actor, seen: SeenGroup, question: boolean): Promise<Decided> {
  return decideOn(actor, seen, async (tx, group) => {
    const kind = question ? 'question' : 'not_question';
    if (group.kind === kind)
      return fail('invalid', question ? 'It counts as a question already.' : 'It is marked already.');
    await tx.$executeRaw`update question_groups set kind = ${kind} where id = ${group.id}::bigint`;
    const sets = question ? [] : [await examplesIn(tx, group.id)];
    return ok(await createDecision(tx, actor, { kind, group: group.id, sets, before: about(group) }));
  });
}

function decideOn(
  actor: Actor,
  seen: SeenGroup,
  decide: (tx: Transaction, group: LockedGroup) => Promise<Result<number>>,
): Promise<Decided> {
  return deciding(actor, async (tx) => {
    const locked = await lockGroups(tx, [seen]);
    if (!locked.ok) return locked;
    const refusal = refuseSmallTalk(locked.value);
    if (!refusal.ok) return refusal;
    const [group] = locked.value;
    if (group === undefined) return fail('not_found', 'This group is not there.');
    const decided = await decide(tx, group);
    return decided.ok ? ok({ ruling: decided.value }) : decided;
  });
}

function about({ id }: LockedGroup): { groups: number[] } {
  return { groups: [id] };
}

async function examplesIn(tx: Transaction, group: number): Promise<number[]> {
  const members = await readMembers(tx, group);
  const texts = new Set(members.texts.map(({ id }) => id));
  const { meanings } = await readStanding(tx);
  return examplesOf(featuresOf(members, texts).core, texts, meanings);
}
