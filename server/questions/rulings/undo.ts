import 'server-only';
import { z } from 'zod';
import { blockedBy, blockerOf, type Decision, isOfGroup, type Moved } from '#lib/questions/rulings/decision.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import type { Transaction } from '#server/core/db/transaction.ts';
import { deciding } from '#server/questions/rulings/deciding.ts';
import { personOf, placeTexts, readDecisions, touchGroups } from '#server/questions/rulings/decisions.ts';
import { readMembers, updateFeatures } from '#server/questions/rulings/members.ts';

/**
 * Takes a decision back, in any order as long as no later one builds on it. Texts return to where they were, those
 * excepted that a re-cluster has taken elsewhere since.
 * @returns the groups it was about
 */
export async function undoRuling(actor: Actor, id: number): Promise<Result<{ groups: number[] }>> {
  return deciding(actor, async (tx) => {
    const all = await readDecisions(tx);
    const decision = all.find((one) => one.id === id);
    if (decision === undefined) return fail('not_found', 'There is no such decision.');
    if (decision.undone) return fail('conflict', 'This was undone already.');
    const blocker = blockerOf(decision, all);
    if (blocker !== null) return fail('conflict', blockedBy(blocker));
    const { groups } = decision.before;
    const heirs = await readHeirs(tx, groups);
    if (isOfGroup(decision) && heirs.get(decision.group) !== decision.group)
      return fail(
        'conflict',
        'The group that this was said of has gone into another one. Name, pin or mark that one instead.',
      );
    await takeBack(tx, decision, heirs);
    await tx.$executeRaw`
      update question_rulings set undone_by = ${personOf(actor)}::uuid, undone_at = timezone('utc', now()) where id = ${id}::bigint`;
    await touchGroups(tx, [...groups, ...heirs.values()]);
    await recordAudit(tx, actor, {
      action: 'questions.undo',
      targetType: 'question_group',
      targetId: decision.group,
      details: { ruling: id, kind: decision.kind },
    });
    return ok({ groups });
  });
}

async function takeBack(
  tx: Transaction,
  { id, kind, group, before }: Decision,
  heirs: ReadonlyMap<number, number>,
): Promise<void> {
  switch (kind) {
    case 'rename':
      await tx.$executeRaw`
        update question_groups set name = (select r.before->>'name' from question_rulings r where r.id = ${id}::bigint) where id = ${group}::bigint`;
      return;
    case 'pin':
    case 'unpin':
      await tx.$executeRaw`update question_groups set pinned = ${kind === 'unpin'} where id = ${group}::bigint`;
      return;
    case 'not_question':
    case 'question': {
      const was = kind === 'question' ? 'not_question' : 'question';
      await tx.$executeRaw`update question_groups set kind = ${was} where id = ${group}::bigint`;
      return;
    }
    default:
      await returnTexts(tx, kind, before, heirs);
  }
}

async function returnTexts(
  tx: Transaction,
  kind: Decision['kind'],
  { moved, made, groups }: Decision['before'],
  heirs: ReadonlyMap<number, number>,
): Promise<void> {
  const [first = 0] = groups;
  const ledToMade = made.includes(heirs.get(first) ?? first) ? [first] : [];
  // What was merged away lives again, and so does what a re-cluster dissolved into a group that was split off from it; any
  // other group that is gone by now has an heir.
  const revived = kind === 'together' ? moved.map(({ from }) => from) : ledToMade;
  const now = await readGroups(tx, moved);
  await tx.$executeRaw`update question_groups set merged_into = null where id = any(${revived}::bigint[])`;
  const back = moved.map<Moved>(({ texts, from, to, by }) => ({
    texts: texts.filter((text) => now.get(text) === heirs.get(to)),
    from: to,
    to: revived.includes(from) ? from : (heirs.get(from) ?? from),
    by,
  }));
  await placeTexts(tx, back, null);
  // What came to a question that was made of small talk is none of it.
  if (first > 0) await dissolve(tx, made, revived.includes(first) ? first : (heirs.get(first) ?? first));
  else await closeEmpty(tx, made);
  await updateFeatures(tx, new Set([...back.map(({ to }) => to), ...back.map(({ from }) => heirs.get(from) ?? from)]));
}

/** What is left in groups that a split made returns with the rest. */
async function dissolve(tx: Transaction, made: readonly number[], into: number): Promise<void> {
  for (const from of made) {
    const { texts } = await readMembers(tx, from);
    await placeTexts(tx, [{ texts: texts.map(({ id }) => id), from, to: into, by: 'online' }], null);
    await tx.$executeRaw`update question_groups set merged_into = ${into}::bigint where id = ${from}::bigint and merged_into is null`;
  }
}

/** A group without a text takes in no new ones. */
async function closeEmpty(tx: Transaction, groups: readonly number[]): Promise<void> {
  await tx.$executeRaw`
    update question_groups g set centroid = null, mixed = false
    where g.id = any(${[...groups]}::bigint[]) and not exists (select from question_texts q where q.group_id = g.id)`;
}

const pairRow = z.array(z.object({ id: z.number(), group: z.number() }));

/** The living group that each of these leads to. */
async function readHeirs(tx: Transaction, groups: readonly number[]): Promise<Map<number, number>> {
  const rows = await tx.$queryRaw`
    with recursive way as (
      select id as start, id, merged_into, 1 as steps from question_groups where id = any(${[...groups]}::bigint[])
      union all
      select w.start, g.id, g.merged_into, w.steps + 1 from way w join question_groups g on g.id = w.merged_into where w.steps < 1000
    )
    select start::float8 as id, id::float8 as group from way where merged_into is null`;
  return new Map(pairRow.parse(rows).map(({ id, group }) => [id, group]));
}

async function readGroups(tx: Transaction, moved: readonly Moved[]): Promise<Map<number, number>> {
  const ids = moved.flatMap(({ texts }) => texts);
  const rows = await tx.$queryRaw`
    select id::float8 as id, group_id::float8 as group from question_texts where id = any(${ids}::bigint[])`;
  return new Map(pairRow.parse(rows).map(({ id, group }) => [id, group]));
}
