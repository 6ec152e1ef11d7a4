import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { IMPORT_SOURCE } from '#lib/conversations/turn.ts';
import { type Actor, requirePermission, systemActor } from '#server/core/auth/actor.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { judgeTurns } from './judge.ts';
import { readRules } from './rules.ts';

const CHUNK = 2_000;
/** Turns of now judged before each chunk of an import: a fifth of its work, and some hundred a second. */
const AHEAD = 200;
/** So many of the newest turns are looked through for them: an import of millions is not read to learn that it is one. */
const AHEAD_AMONG = 20_000;
const worker = systemActor('evaluator');
const keys = z.array(z.object({ id: z.string(), at: z.string(), xid: z.string(), imported: z.boolean() }));
type Found = z.infer<typeof keys>;

/** Only one process judges at a time; held to the end of the transaction. */
export async function lockEvaluator(tx: Transaction): Promise<void> {
  await tx.$queryRaw`select 1 as locked from (select pg_advisory_xact_lock(hashtext('switchboard.evaluator'))) l`;
}

/**
 * Judges what committed since the last time, and what was changed by plain SQL, for at most `budgetMs`. Each chunk and the
 * mark behind it are one transaction, so that a killed run repeats what it had not finished and skips nothing. While an
 * import waits, what people ask meanwhile goes before it.
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
  const more = fresh.length === chunk;
  const ahead = more && fresh.some(({ imported }) => imported) ? await takeAhead(tx) : [];
  const reviewed = await takeReviews(tx, chunk);
  await judgeTurns(tx, [...ahead, ...fresh, ...reviewed], rules, { write: true });
  await moveMark(tx, fresh.at(-1), more);
  return { looked: fresh.length + reviewed.length, more: more || reviewed.length === chunk };
}

/** A mark ahead of the server's own transactions came with a restored backup: all is judged again, which harms nothing. */
async function aimAtNow(tx: Transaction): Promise<void> {
  await tx.$executeRaw`
    update conversation_evaluator set done = '1:1:', target = null, cursor_xid = null, cursor_id = null, ahead = null
    where pg_snapshot_xmax(done::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()) or pg_snapshot_xmax(target::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot())`;
  await tx.$executeRaw`update conversation_evaluator set target = pg_current_snapshot()::text where target is null`;
}

/** What the target sees and the last mark did not, in the order of (xid, id), behind the cursor. */
async function findFresh(tx: Transaction, limit: number): Promise<Found> {
  const [mark] = z.tuple([z.object({ done: z.string(), target: z.string(), xid: z.string(), id: z.string() })]).parse(
    await tx.$queryRaw`
        select done, target, coalesce(cursor_xid, pg_snapshot_xmin(done::pg_snapshot))::text as xid, coalesce(cursor_id, 0)::text as id from conversation_evaluator`,
  );
  return findInOrder(
    tx,
    Prisma.sql`
      c.xid >= ${mark.xid}::xid8 and c.xid < pg_snapshot_xmax(${mark.target}::pg_snapshot) and (c.xid, c.id) > (${mark.xid}::xid8, ${mark.id}::bigint)
      and not pg_visible_in_snapshot(c.xid, ${mark.done}::pg_snapshot) and pg_visible_in_snapshot(c.xid, ${mark.target}::pg_snapshot)
      order by c.xid, c.id limit ${limit}::int`,
  );
}

/** The newest turns, but no import's, of the newest that committed since the last look ahead, or since all was judged. */
async function takeAhead(tx: Transaction): Promise<Found> {
  const [mark] = z
    .tuple([z.object({ seen: z.string(), now: z.string() })])
    .parse(
      await tx.$queryRaw`select coalesce(ahead, done) as seen, pg_current_snapshot()::text as now from conversation_evaluator`,
    );
  await tx.$executeRaw`update conversation_evaluator set ahead = ${mark.now}`;
  return findInOrder(
    tx,
    Prisma.sql`
      c.xid >= pg_snapshot_xmin(${mark.seen}::pg_snapshot) and c.xid < pg_snapshot_xmax(${mark.now}::pg_snapshot)
      and not pg_visible_in_snapshot(c.xid, ${mark.seen}::pg_snapshot) and pg_visible_in_snapshot(c.xid, ${mark.now}::pg_snapshot)
      order by c.xid desc, c.id desc limit ${AHEAD_AMONG}`,
    Prisma.sql`not imported limit ${AHEAD}`,
  );
}

/**
 * Rows are read in the order of the index, and of those the wanted ones given. A planner that does not know the newest transactions yet
 * would read and sort all of one.
 */
async function findInOrder(tx: Transaction, condition: Prisma.Sql, wanted = Prisma.sql`true`): Promise<Found> {
  await tx.$executeRaw`select set_config('enable_sort', 'off', true)`;
  const found = await tx.$queryRaw`
    select * from (
      select c.id::text as id, c.created_at::text as at, c.xid::text as xid, c.source = ${IMPORT_SOURCE} as imported
      from conversations c where ${condition}) f where ${wanted}`;
  await tx.$executeRaw`select set_config('enable_sort', 'on', true)`;
  return keys.parse(found);
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
    await tx.$executeRaw`update conversation_evaluator set done = target, target = null, cursor_xid = null, cursor_id = null, ahead = null`;
}
