import 'server-only';
import { z } from 'zod';
import { type Actor, requirePermission, systemActor } from '#server/core/auth/actor.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { judgeTurns } from './judge.ts';
import { readRules } from './rules.ts';

const CHUNK = 2_000;
const worker = systemActor('evaluator');
const keys = z.array(z.object({ id: z.string(), at: z.string(), xid: z.string() }));

/** Only one process judges at a time; held to the end of the transaction. */
export async function lockEvaluator(tx: Transaction): Promise<void> {
  await tx.$queryRaw`select 1 as locked from (select pg_advisory_xact_lock(hashtext('switchboard.evaluator'))) l`;
}

/**
 * Judges what committed since the last time, and what was changed by plain SQL, for at most `budgetMs`. Each chunk and the
 * mark behind it are one transaction, so that a killed run repeats what it had not finished and skips nothing.
 * @returns how many turns were looked at, and whether more wait
 */
export async function evaluateNew(
  actor: Actor,
  budgetMs = 1_000,
  chunk = CHUNK,
): Promise<{ looked: number; more: boolean }> {
  requirePermission(actor, 'conversations.rules');
  const until = performance.now() + budgetMs;
  let looked = 0;
  for (;;) {
    const step = await inTransaction(worker, (tx) => evaluateChunk(tx, chunk), { timeoutMs: 60_000 });
    looked += step.looked;
    if (!step.more || performance.now() > until) return { looked, more: step.more };
  }
}

async function evaluateChunk(tx: Transaction, chunk: number): Promise<{ looked: number; more: boolean }> {
  await lockEvaluator(tx);
  const rules = await readRules(tx);
  await aimAtNow(tx);
  const fresh = await findFresh(tx, chunk);
  const reviewed = await takeReviews(tx, chunk);
  await judgeTurns(tx, [...fresh, ...reviewed], rules, { write: true });
  await moveMark(tx, fresh.at(-1), fresh.length === chunk);
  return { looked: fresh.length + reviewed.length, more: fresh.length === chunk || reviewed.length === chunk };
}

/** A mark ahead of the server's own transactions came with a restored backup: all is judged again, which harms nothing. */
async function aimAtNow(tx: Transaction): Promise<void> {
  await tx.$executeRaw`
    update conversation_evaluator set done = '1:1:', target = null, cursor_xid = null, cursor_id = null
    where pg_snapshot_xmax(done::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()) or pg_snapshot_xmax(target::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot())`;
  await tx.$executeRaw`update conversation_evaluator set target = pg_current_snapshot()::text where target is null`;
}

/** What the target sees and the last mark did not, in the order of (xid, id), behind the cursor. */
async function findFresh(tx: Transaction, limit: number): Promise<z.infer<typeof keys>> {
  const [mark] = z.tuple([z.object({ done: z.string(), target: z.string(), xid: z.string(), id: z.string() })]).parse(
    await tx.$queryRaw`
        select done, target, coalesce(cursor_xid, pg_snapshot_xmin(done::pg_snapshot))::text as xid, coalesce(cursor_id, 0)::text as id from conversation_evaluator`,
  );
  // The order is that of the index. A planner that does not know the newest transactions yet would read and sort all of one.
  await tx.$executeRaw`select set_config('enable_sort', 'off', true)`;
  const found = keys.parse(
    await tx.$queryRaw`
      select c.id::text as id, c.created_at::text as at, c.xid::text as xid from conversations c
      where c.xid >= ${mark.xid}::xid8 and c.xid < pg_snapshot_xmax(${mark.target}::pg_snapshot) and (c.xid, c.id) > (${mark.xid}::xid8, ${mark.id}::bigint)
        and not pg_visible_in_snapshot(c.xid, ${mark.done}::pg_snapshot) and pg_visible_in_snapshot(c.xid, ${mark.target}::pg_snapshot)
      order by c.xid, c.id limit ${limit}::int`,
  );
  await tx.$executeRaw`select set_config('enable_sort', 'on', true)`;
  return found;
}

async function takeReviews(tx: Transaction, limit: number): Promise<{ id: string; at: string }[]> {
  return z.array(z.object({ id: z.string(), at: z.string() })).parse(
    await tx.$queryRaw`
      delete from conversation_reviews where ctid = any (array(select ctid from conversation_reviews limit ${limit}::int))
      returning id::text as id, created_at::text as at`,
  );
}

async function moveMark(tx: Transaction, last: { xid: string; id: string } | undefined, more: boolean): Promise<void> {
  if (more && last !== undefined)
    await tx.$executeRaw`update conversation_evaluator set cursor_xid = ${last.xid}::xid8, cursor_id = ${last.id}::bigint`;
  else
    await tx.$executeRaw`update conversation_evaluator set done = target, target = null, cursor_xid = null, cursor_id = null`;
}
