import 'server-only';
import { z } from 'zod';
import { portionsOf } from '#lib/questions/grouping/portions.ts';
import { type Meaning, meaningsOf, type Ruling } from '#lib/questions/grouping/rulings.ts';
import {
  type Before,
  type Decision,
  type DecisionKind,
  decisionSchema,
  type Moved,
  rulingsOf,
} from '#lib/questions/rulings/decision.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { type Database, prisma } from '#server/core/db/prisma.ts';
import type { Transaction } from '#server/core/db/transaction.ts';
import { AT_ONCE, placeTexts as placeInGroups } from '#server/questions/grouper/locks.ts';
import type { Members } from '#server/questions/rulings/members.ts';
import { updateFeatures } from '#server/questions/rulings/members.ts';

/** What people decided and did not undo, by the ids of texts, in its order. An id whose text is gone stands for nothing. */
export async function readRulings(actor: Actor): Promise<Ruling[]> {
  requirePermission(actor, 'questions.read');
  return rulingsOf(await readDecisions(prisma()));
}

/** Everything that was ever decided, in its order. */
export async function readDecisions(db: Database): Promise<Decision[]> {
  const rows = await db.$queryRaw`
    select id::float8 as id, kind, group_id::float8 as group, sets, before, undone_at is not null as undone from question_rulings r order by r.id`;
  return z.array(decisionSchema).parse(rows);
}

/** The rulings that hold and the meanings they leave. */
export async function readStanding(tx: Transaction): Promise<{ rulings: Ruling[]; meanings: Meaning[] }> {
  const rulings = rulingsOf(await readDecisions(tx));
  return { rulings, meanings: meaningsOf(rulings) };
}

/** Texts of one group on their way to another, by what had placed them. */
export function movedTo(to: number, from: number, texts: Members['texts']): Moved[] {
  return [...Map.groupBy(texts, ({ by }) => by)].map(([by, some]) => ({
    texts: some.map(({ id }) => id),
    from,
    to,
    by,
  }));
}

export type NewDecision = {
  kind: DecisionKind;
  group: number;
  sets?: number[][];
  before: Partial<Before> & { groups: number[] };
};

/**
 * Keeps a decision, takes its texts where they belong, and writes the audit row. The groups it is about get their next
 * version. @returns its number
 */
export async function createDecision(tx: Transaction, actor: Actor, decision: NewDecision): Promise<number> {
  const { kind, group, sets = [], before } = decision;
  const moved = before.moved ?? [];
  const rows = await tx.$queryRaw`
    insert into question_rulings (kind, group_id, sets, before, made_by)
    values (${kind}, ${group}::bigint, ${JSON.stringify(sets)}::jsonb, ${JSON.stringify(before)}::jsonb, ${personOf(actor)}::uuid)
    returning id::float8 as id`;
  const [{ id }] = z.tuple([z.object({ id: z.number() })]).parse(rows);
  await placeTexts(tx, moved, 'person');
  await touchGroups(tx, before.groups);
  if (moved.length > 0) await updateFeatures(tx, before.groups);
  await recordAudit(tx, actor, {
    action: auditActions[kind],
    targetType: 'question_group',
    targetId: group,
    details: { ruling: id, groups: before.groups.map(String), texts: moved.flatMap(({ texts }) => texts).length },
  });
  return id;
}

const auditActions: Record<DecisionKind, string> = {
  together: 'questions.merge',
  apart: 'questions.split',
  move: 'questions.move',
  pin: 'questions.pin',
  unpin: 'questions.unpin',
  rename: 'questions.rename',
  not_question: 'questions.mark',
  question: 'questions.unmark',
};

/** The user's id; null for a program. */
export function personOf(actor: Actor): string | null {
  return actor.kind === 'user' ? actor.id : null;
}

/**
 * Puts texts where `moved` takes them, few enough a statement that none is ended for its length; with `by` null they are
 * again placed by what had placed them before.
 */
export async function placeTexts(tx: Transaction, moved: readonly Moved[], by: 'person' | null): Promise<void> {
  const all = moved.flatMap(({ texts, to, by: before }) => texts.map((text) => ({ text, to, by: by ?? before })));
  if (all.length === 0) return;
  const ids = all.map(({ text }) => text);
  const turns = await readTurns(tx, ids);
  const costly = all.map((one) => ({ ...one, asked: turns.get(one.text) ?? 0 }));
  for (const some of portionsOf(costly, AT_ONCE))
    await placeInGroups(
      tx,
      some.map(({ text }) => text),
      some.map(({ to }) => to),
    );
  await tx.$executeRaw`
    update question_embeddings e set placed_by = t.by from unnest(${ids}::bigint[], ${all.map((one) => one.by)}::text[]) as t (id, by)
    where e.text_id = t.id`;
}

async function readTurns(tx: Transaction, texts: readonly number[]): Promise<Map<number, number>> {
  const rows = await tx.$queryRaw`
    select id::float8 as id, asked::float8 as asked from question_texts where id = any(${[...texts]}::bigint[])`;
  const turns = z.array(z.object({ id: z.number(), asked: z.number() })).parse(rows);
  return new Map(turns.map(({ id, asked }) => [id, asked]));
}

/** Gives groups their next version, so that whoever looks at an older one is told. */
export async function touchGroups(tx: Transaction, groups: readonly number[]): Promise<void> {
  await tx.$executeRaw`update question_groups set version = version + 1 where id = any(${[...groups]}::bigint[])`;
}
