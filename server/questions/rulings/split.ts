import 'server-only';
import { z } from 'zod';
import { dividedBy, stayingOf } from '#lib/questions/rulings/examples.ts';
import type { Split } from '#lib/questions/rulings/input.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import type { Transaction } from '#server/core/db/transaction.ts';
import { deciding, lockGroups } from '#server/questions/rulings/deciding.ts';
import { createDecision, movedTo, readStanding } from '#server/questions/rulings/decisions.ts';
import { featuresOf, type Members, readMembers } from '#server/questions/rulings/members.ts';

/**
 * Lets each set of ticked texts leave as a group of its own, and with them the members that are nearer to them than to
 * those that stay. Members without a vector leave only when ticked, and so does small talk: it is no meaning that something could be near to.
 * @returns the new groups, one a set, and the decision's number to undo it by
 */
export async function splitGroup(
  actor: Actor,
  { group: seen, sets }: Split,
): Promise<Result<{ groups: number[]; ruling: number }>> {
  return deciding(actor, async (tx) => {
    const locked = await lockGroups(tx, [seen]);
    if (!locked.ok) return locked;
    const members = await readMembers(tx, seen.id);
    const all = new Set(members.texts.map(({ id }) => id));
    const leaving = new Set(sets.flat());
    if (sets.flat().length > leaving.size) return fail('invalid', 'A question can leave with one set only.');
    if (![...leaving].every((text) => all.has(text)))
      return fail('conflict', 'Some of these questions are not in this group any more. Look again, then decide.');
    const isSmallTalk = seen.id < 0;
    if (leaving.size === all.size && !isSmallTalk) return fail('invalid', 'Leave at least one question where it is.');
    const { named, parts } = isSmallTalk ? { named: sets, parts: sets } : await divide(tx, members, sets);
    const groups = await createGroups(tx, parts.length);
    const moved = groups.flatMap((to, place) => {
      const part = new Set(parts[place]);
      return movedTo(
        to,
        seen.id,
        members.texts.filter(({ id }) => part.has(id)),
      );
    });
    const before = { moved, made: groups, groups: [seen.id, ...groups] };
    const ruling = await createDecision(tx, actor, { kind: 'apart', group: seen.id, sets: named, before });
    return ok({ groups, ruling });
  });
}

/** @returns the sets that the decision names, those that stay first, and the texts that leave with each of the others */
async function divide(
  tx: Transaction,
  members: Members,
  sets: number[][],
): Promise<{ named: number[][]; parts: number[][] }> {
  const all = new Set(members.texts.map(({ id }) => id));
  const leaving = new Set(sets.flat());
  const staying = new Set([...all].filter((text) => !leaving.has(text)));
  const { rulings, meanings } = await readStanding(tx);
  const named = [stayingOf(featuresOf(members, staying).core, leaving, all, meanings), ...sets];
  return { named, parts: dividedBy(members.space, members.places, rulings, named) };
}

async function createGroups(tx: Transaction, count: number): Promise<number[]> {
  const rows = await tx.$queryRaw`
    insert into question_groups (kind) select 'question' from generate_series(1, ${count}::int) returning id::float8 as id`;
  return z
    .array(z.object({ id: z.number() }))
    .parse(rows)
    .map(({ id }) => id);
}
