import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { getRetentionPlan } from '#server/conversations/retention/months.ts';
import { recordAuditOn } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { sqlStateOf } from '#server/core/errors.ts';
import { log } from '#server/core/log.ts';
import { getSettings } from '#server/core/settings/settings.ts';
import { textCounts } from '#server/measures/texts.ts';

/** A longer wait would hold up every reader and writer that comes after it. */
const LOCK_WAIT = '2s';
const LOCK_SECONDS = 2;
/** Counting a month of millions of turns anew takes minutes. */
const STATEMENT_WAIT = '1h';
/** What loses a partition, and what then holds its rows. */
const parents = [
  'public.conversations',
  'public.conversation_states',
  'partitions.conversations_default',
  'partitions.conversation_states_default',
];
const ATTEMPTS = 10;
const BETWEEN_MS = 1_000;
const LOCKED = '55P03';

const foldedRow = z.tuple([z.object({ folded: z.boolean() })]);
const tableRows = z.array(z.object({ name: z.string() }));

export type Dropped = { months: string[]; turns: number };

/** Told the first instant that stays, UTC without a zone, while everything before it is still there. Where it fails, months are dropped all the same. */
export type BeforeDropping = (actor: Actor, leaving: string) => Promise<void>;

/**
 * Drops the months that the setting no longer keeps, each in a transaction, and the sessions whose last turn went. What
 * was counted stays: a drop runs no trigger, and what waits to be folded is folded before.
 * @param options.pauseMs between two attempts at a lock that a reader holds
 * @throws Error when a month stays locked; what was dropped before it is dropped
 */
export async function dropOldMonths(
  actor: Actor,
  { pauseMs = BETWEEN_MS, before }: { pauseMs?: number; before?: BeforeDropping } = {},
): Promise<Dropped> {
  requirePermission(actor, 'privacy.erase');
  const days = (await getSettings())['conversations.retention_days'];
  const dropped: Dropped = { months: [], turns: 0 };
  if (days === null) return dropped;
  const { months } = await getRetentionPlan(actor, days);
  const last = months.at(-1);
  if (last !== undefined && before !== undefined)
    await before(actor, afterMonth(last.month)).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      log.warn({ event: 'retention.before_failed', message });
    });
  for (const { month, turns } of months) {
    // Apart from the drop: while turns are moved nobody else reads or writes.
    await withRetries(pauseMs, (client) => ensureMonth(client, month));
    await withRetries(pauseMs, (client) => dropMonth(client, actor, { month, turns }));
    dropped.months.push(month);
    dropped.turns += turns;
  }
  return dropped;
}

/** The first instant after a month, `2026-03`; UTC without a zone. */
function afterMonth(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number)).toISOString().replace('Z', '');
}

async function dropMonth(client: PoolClient, actor: Actor, { month, turns }: { month: string; turns: number }) {
  const first = `${month}-01`;
  const { rows: folding } = await client.query('select conversations_compact() is not null as folded');
  if (!foldedRow.parse(folding)[0].folded) throw new FoldingError('The figures are being folded by another process.');
  const { rows } = await client.query(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
     where i.inhparent in ('public.conversations'::regclass, 'public.conversation_states'::regclass) and right(c.relname, 7) = to_char($1::date, 'YYYY_MM') order by 1`,
    [first],
  );
  const months = tableRows.parse(rows).map(({ name }) => name);
  await dropTexts(client, first, months);
  // Before anybody is locked out, since the sessions are read through. None is folded meanwhile: the lock for that is ours.
  for (const [table, column] of followers)
    await client.query(
      `delete from ${table} where ${column} >= $1::timestamp and ${column} < $1::timestamp + interval '1 month'`,
      [first],
    );
  await client.query('select conversations_lock_together($1::regclass[], $2)', [[...parents, ...months], LOCK_SECONDS]);
  for (const name of months) await client.query(`drop table ${name}`);
  await client.query(
    `insert into conversation_dropped_months (month) values ($1)
     on conflict (month) do update set dropped_at = timezone('utc', now())`,
    [first],
  );
  const details = { month, turns };
  await recordAuditOn(client, actor, { action: 'retention.drop', targetType: 'month', targetId: month, details });
}

/**
 * Takes the month's turns out of what each question was asked and out of the counts of its group. Nobody writes to the month
 * from here on; nothing is waited for, so that a writer who has one of the two tables and wants the other is not met.
 */
async function dropTexts(client: PoolClient, first: string, months: readonly string[]): Promise<void> {
  const [states, turns] = [...months].sort();
  if (states === undefined || turns === undefined) return;
  await client.query(`lock table ${states}, ${turns} in share mode nowait`);
  const { rows } = await client.query('select question_texts_compact() is not null as folded');
  if (!foldedRow.parse(rows)[0].folded) throw new FoldingError('The questions are being folded by another process.');
  const { text } = Prisma.sql`
    insert into question_text_deltas (normalized, asked, answered, unanswered, partial)
    select t.normalized, -t.asked, -t.answered, -t.unanswered, -t.partial from (${textCounts(Prisma.raw(turns), Prisma.raw(states))}) t`;
  await client.query(text);
  await client.query(
    "select question_groups_forget($1::timestamp, $1::timestamp + interval '1 month'), question_texts_compact()",
    [first],
  );
}

/** Sessions by their last turn; what waits for turns that are gone. */
const followers = [
  ['conversation_sessions', 'last_at'],
  ['conversation_reviews', 'created_at'],
  ['search.stale_turns', 'created_at'],
] as const;

async function ensureMonth(client: PoolClient, month: string): Promise<void> {
  await client.query('select conversations_ensure_month($1)', [`${month}-01`]);
}

class FoldingError extends Error {}

async function withRetries(pauseMs: number, work: (client: PoolClient) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inTransaction(work);
    } catch (error) {
      const comesAgain = error instanceof FoldingError || sqlStateOf(error) === LOCKED;
      if (!comesAgain || attempt === ATTEMPTS) throw error;
      log.warn({ event: 'retention.waits', attempt });
      await sleep(pauseMs);
    }
  }
}

async function inTransaction(work: (client: PoolClient) => Promise<void>): Promise<void> {
  const client = await mainPool().connect();
  let broken = true;
  try {
    await client.query('begin');
    await client.query(`set local lock_timeout = '${LOCK_WAIT}'; set local statement_timeout = '${STATEMENT_WAIT}'`);
    await work(client);
    await client.query('commit');
    broken = false;
  } finally {
    client.release(broken);
  }
}
