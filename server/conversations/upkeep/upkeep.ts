import 'server-only';
import { z } from 'zod';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';

/** What one folding of questions takes at most: a second's work or two, so that texts move in between and a bulk load is folded within any statement's time. */
const DELTAS_AT_ONCE = 20_000;
const foldedRow = z.tuple([z.object({ folded: z.coerce.number().nullable() })]);

/**
 * Folds what writers appended into sessions, rollups and questions. Another process at it already is no failure.
 * @returns whether more questions wait than are folded at once
 */
export async function compactFigures(actor: Actor): Promise<{ more: boolean }> {
  requirePermission(actor, 'conversations.read');
  await mainPool().query('select public.conversations_compact()');
  const { rows } = await mainPool().query('select public.question_texts_compact($1)::text as folded', [DELTAS_AT_ONCE]);
  const [{ folded }] = foldedRow.parse(rows);
  return { more: folded === DELTAS_AT_ONCE };
}

const names = z.array(z.object({ name: z.string() }));

/**
 * Moves what waits in the lists of the text indexes into the indexes themselves, so that no writer has to and no search
 * reads a long list. A month that got no turns has an empty list, which costs a page read.
 */
export async function emptyPendingLists(actor: Actor): Promise<void> {
  requirePermission(actor, 'conversations.read');
  await mainPool().query(`
    select gin_clean_pending_list(i.indexrelid) from pg_index i join pg_inherits h on h.inhrelid = i.indexrelid
    where h.inhparent = 'public.conversations_text_idx'::regclass and i.indisvalid`);
}

/** Makes this month and the next, so that no writer meets a missing one, and those that the default partition holds turns of. */
export async function makeMonths(actor: Actor): Promise<void> {
  requirePermission(actor, 'conversations.read');
  const { rows } = await mainPool().query(`
    select distinct date_trunc('month', at)::text as name from (
      select timezone('utc', now()) as at union all select timezone('utc', now()) + interval '1 month'
      union all (select created_at from partitions.conversations_default limit 1000)
    ) wanted`);
  for (const { name } of names.parse(rows)) await makeMonth(name);
}

/** Alone and briefly: a lock that is not had at once is tried for again at the next round. */
async function makeMonth(month: string): Promise<void> {
  const client = await mainPool().connect();
  try {
    await client.query('begin');
    await client.query("set local lock_timeout = '1s'");
    await client.query('select public.conversations_ensure_month($1::timestamp)', [month]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    if (!isLockTimeout(error)) throw error;
  } finally {
    client.release();
  }
}

/** SQLSTATE 55P03: the lock was not had in time. */
function isLockTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === '55P03';
}

const LEDGER_DAYS = 35;

/** Takes ids out of the ledger that were received so long ago that no sender repeats them. */
export async function trimLedger(actor: Actor): Promise<void> {
  requirePermission(actor, 'conversations.read');
  await mainPool().query(
    "delete from conversation_events where received_at < timezone('utc', now()) - make_interval(days => $1)",
    [LEDGER_DAYS],
  );
}
