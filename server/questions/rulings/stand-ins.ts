import 'server-only';
import { z } from 'zod';
import { type Example, thinSetsOf, withStandIns } from '#lib/questions/rulings/stand-ins.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { lockTexts, PLACING_TIMEOUT_MS } from '#server/questions/grouper/locks.ts';
import { readDecisions } from '#server/questions/rulings/decisions.ts';
import { type Members, readMembers } from '#server/questions/rulings/members.ts';

/**
 * Lets texts of the same group stand in for the examples of decisions that are gone or go, so that what people decided outlives the
 * wordings they looked at: those nearest to the examples that are there. Where all are gone already the decision stands for nothing.
 * @param leaving texts that nobody asked since then are about to go, an instant in UTC without a zone; null for none
 */
export async function keepExamples(actor: Actor, leaving: string | null): Promise<void> {
  requirePermission(actor, 'questions.group');
  await inTransaction(
    actor,
    async (tx) => {
      await lockTexts(tx);
      const decisions = await readDecisions(tx);
      const named = new Set(decisions.flatMap(({ sets }) => sets.flat()));
      const examples = await readExamples(tx, [...named], leaving);
      const standIns = new Map<number, number>();
      for (const [group, thin] of Map.groupBy(thinSetsOf(decisions, examples), (set) => set.group)) {
        const members = await readMembers(tx, group);
        const lasting = await readLasting(tx, group, leaving);
        for (const { there, going } of thin) {
          const lost = going.filter((text) => !standIns.has(text));
          const free = lasting.filter((text) => !named.has(text));
          for (const [place, text] of nearestTo(members, there, free).slice(0, lost.length).entries()) {
            standIns.set(lost[place] ?? text, text);
            named.add(text);
          }
        }
      }
      for (const { id, sets } of withStandIns(decisions, standIns, (text) => examples.has(text)))
        await tx.$executeRaw`update question_rulings set sets = ${JSON.stringify(sets)}::jsonb where id = ${id}::bigint`;
    },
    { timeoutMs: PLACING_TIMEOUT_MS },
  );
}

const exampleRows = z.array(z.object({ id: z.number(), group: z.number(), lasts: z.boolean() }));

async function readExamples(
  tx: Transaction,
  texts: readonly number[],
  leaving: string | null,
): Promise<Map<number, Example>> {
  const rows = await tx.$queryRaw`
    select id::float8 as id, group_id::float8 as group, last_at >= coalesce(${leaving}::timestamp, '-infinity') as lasts
    from question_texts where id = any(${[...texts]}::bigint[])`;
  return new Map(exampleRows.parse(rows).map(({ id, group, lasts }) => [id, { group, lasts }]));
}

/** Texts of the group that stay, the most asked first. */
async function readLasting(tx: Transaction, group: number, leaving: string | null): Promise<number[]> {
  const rows = await tx.$queryRaw`
    select id::float8 as id from question_texts
    where group_id = ${group}::bigint and last_at >= coalesce(${leaving}::timestamp, '-infinity') order by asked desc, id`;
  return z
    .array(z.object({ id: z.number() }))
    .parse(rows)
    .map(({ id }) => id);
}

/** By the cosine with the middle of the examples; where that cannot be told they stay in their order. */
function nearestTo({ space, places }: Members, examples: readonly number[], texts: readonly number[]): number[] {
  const placed = examples.flatMap((text) => places.get(text) ?? []);
  if (placed.length === 0) return [...texts];
  const middle = space.centroid(placed);
  const near = (text: number) => {
    const place = places.get(text);
    return place === undefined ? -2 : space.cosineTo(place, middle);
  };
  return texts
    .map((text) => ({ text, cosine: near(text) }))
    .sort((a, b) => b.cosine - a.cosine)
    .map(({ text }) => text);
}
