import 'server-only';
import { z } from 'zod';
import type { RuleSet } from '#lib/conversations/answers/phrases.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission, systemActor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { lockEvaluator } from './evaluate.ts';
import { type Change, judgeTurns } from './judge.ts';
import { readRules, ruleSetSchema } from './rules.ts';

const CHUNK = 1_000;
const MOST_EXAMPLES = 20;
const worker = systemActor('evaluator');

const changesSchema = z.record(z.string(), z.int());
const examplesSchema = z.array(z.object({ id: z.string(), at: z.string(), from: z.string(), to: z.string() }));
const passSchema = z.object({
  id: z.int(),
  dry: z.boolean(),
  state: z.enum(['waiting', 'done', 'cancelled']),
  turns: z.number(),
  lookedAt: z.number(),
  changes: changesSchema,
  examples: examplesSchema,
});
/** A pass over the history; `changes` counts by `from>to`, `examples` are the first twenty. `turns` is how many there were to look at. */
export type Pass = z.infer<typeof passSchema>;

/** Asks for a pass over all turns: with `trial`, only to tell what those rules would change; without, to apply the rules in force. */
export async function createPass(actor: Actor, trial: RuleSet | null): Promise<{ id: number }> {
  requirePermission(actor, 'conversations.rules');
  return inTransaction(actor, (tx) => insertPass(tx, actor, trial));
}

/** The same within the transaction that changes the rules. */
export async function insertPass(tx: Transaction, actor: Actor, trial: RuleSet | null): Promise<{ id: number }> {
  if (trial !== null) await stopTrials(tx, actor);
  const rules = trial ?? (await readRules(tx));
  const [row] = z.tuple([z.object({ id: z.int() })]).parse(
    await tx.$queryRaw`
      insert into answer_passes (dry, rules, turns, requested_by)
      values (${trial !== null}, ${JSON.stringify(rules)}::jsonb,
        (select coalesce(sum(f.turns), 0) from (
           select bucket, turns from conversation_rollups where grain = 'day' union all select bucket, turns from conversation_rollup_deltas) f
         where not exists (select from conversation_dropped_months m where m.month = date_trunc('month', f.bucket)))
        + (select count(*) from conversation_dropped_months m join conversations c on c.created_at >= m.month and c.created_at < m.month + interval '1 month'),
        ${actorTag(actor)})
      returning id`,
  );
  const details = { dry: trial !== null };
  await recordAudit(tx, actor, { action: 'rules.pass', targetType: 'pass', targetId: row.id, details });
  return row;
}

/** Ends the passes that apply rules no longer in force. */
export async function stopApplying(tx: Transaction): Promise<void> {
  await tx.$executeRaw`update answer_passes set state = 'cancelled', ended_at = timezone('utc', now()) where state = 'waiting' and not dry`;
}

/** Ends the trials that this person began before: one whose page was closed nobody stops. */
async function stopTrials(tx: Transaction, actor: Actor): Promise<void> {
  await tx.$executeRaw`
    update answer_passes set state = 'cancelled', ended_at = timezone('utc', now()) where state = 'waiting' and dry and requested_by = ${actorTag(actor)}`;
}

/** How far a pass is and what it found; null when there is none of that number. */
export async function getPass(actor: Actor, id: number): Promise<Pass | null> {
  requirePermission(actor, 'conversations.read');
  const rows = await prisma().$queryRaw`
    select id, dry, state, turns::float8 as turns, looked_at::float8 as "lookedAt", changes, examples from answer_passes where id = ${id}::int`;
  return z.array(passSchema).parse(rows)[0] ?? null;
}

/** Stops a pass where it is; what it has written stays. */
export async function cancelPass(actor: Actor, id: number): Promise<Result<null>> {
  requirePermission(actor, 'conversations.rules');
  return inTransaction(actor, async (tx) => {
    const count = await tx.$executeRaw`
      update answer_passes set state = 'cancelled', ended_at = timezone('utc', now()) where id = ${id}::int and state = 'waiting'`;
    if (count === 0) return fail('not_found', 'This pass has ended already.');
    await recordAudit(tx, actor, { action: 'rules.cancel', targetType: 'pass', targetId: id });
    return ok(null);
  });
}

/**
 * Goes on with the passes that wait, for at most `budgetMs`: first one that applies rules, then the youngest trial, since an older
 * one may be of a page that was closed. The place it has reached is written with each chunk, so
 * that a killed worker goes on there.
 */
export async function continuePasses(actor: Actor, budgetMs = 1_000, chunk = CHUNK): Promise<void> {
  requirePermission(actor, 'conversations.rules');
  // Without a lock: hardly ever does one wait, and the evaluator is busy.
  const waiting = await prisma().$queryRaw<unknown[]>`select from answer_passes where state = 'waiting' limit 1`;
  if (waiting.length === 0) return;
  const until = performance.now() + budgetMs;
  do {
    const more = await inTransaction(worker, (tx) => passChunk(tx, chunk), { timeoutMs: 60_000 });
    if (!more) return;
  } while (performance.now() < until);
}

const waitingSchema = z.object({
  id: z.int(),
  dry: z.boolean(),
  rules: ruleSetSchema,
  at: z.string(),
  turn: z.string(),
  changes: changesSchema,
  examples: examplesSchema,
});

async function passChunk(tx: Transaction, chunk: number): Promise<boolean> {
  await lockEvaluator(tx);
  const [pass] = z.array(waitingSchema).parse(
    await tx.$queryRaw`
      select id, dry, rules, position_at::text as at, position_id::text as turn, changes, examples
      from answer_passes where state = 'waiting' order by dry, id desc limit 1 for update`,
  );
  if (pass === undefined) return false;
  const keys = z.array(z.object({ id: z.string(), at: z.string() })).parse(
    await tx.$queryRaw`
      select c.id::text as id, c.created_at::text as at from conversations c where (c.created_at, c.id) < (${pass.at}::timestamp, ${pass.turn}::bigint)
      order by c.created_at desc, c.id desc limit ${chunk}::int`,
  );
  const rules = pass.dry ? pass.rules : await readRules(tx);
  const asked = new Set(keys.map(({ id }) => id));
  const found = await judgeTurns(tx, keys, rules, { write: !pass.dry });
  // What is written is told when it is; a trial meets the same turn once more when its own chunk comes.
  const changes = pass.dry ? found.filter(({ id }) => asked.has(id)) : found;
  const last = keys.at(-1) ?? { id: pass.turn, at: pass.at };
  const examples = [...pass.examples, ...changes].slice(0, MOST_EXAMPLES);
  await tx.$executeRaw`
    update answer_passes set position_at = ${last.at}::timestamp, position_id = ${last.id}::bigint, looked_at = looked_at + ${keys.length}::int,
      changes = ${JSON.stringify(addChanges(pass.changes, changes))}::jsonb, examples = ${JSON.stringify(examples)}::jsonb,
      state = case when ${keys.length < chunk} then 'done' else 'waiting' end, ended_at = case when ${keys.length < chunk} then timezone('utc', now()) end
    where id = ${pass.id}::int`;
  return true;
}

function addChanges(counts: Record<string, number>, changes: readonly Change[]): Record<string, number> {
  const sum = { ...counts };
  for (const { from, to } of changes) sum[`${from}>${to}`] = (sum[`${from}>${to}`] ?? 0) + 1;
  return sum;
}
