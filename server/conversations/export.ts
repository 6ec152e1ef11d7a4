import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { parseQuery } from '#lib/conversations/query.ts';
import type { Cursor, Turn } from '#lib/conversations/turn.ts';
import type { TurnFilter } from '#lib/measures/turn-filter.ts';
import { leaveOut, maskFound } from '#server/conversations/masking.ts';
import { readTurns, type TurnPage } from '#server/conversations/page.ts';
import { briefTurn } from '#server/conversations/turn-columns.ts';
import { inWhole } from '#server/conversations/whole-turns.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { csvLines, UTF8_MARK } from '#server/core/csv.ts';
import { prisma } from '#server/core/db/prisma.ts';

export const exportFormats = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** `raw` is the stored text and an admin's; masked is for every analyst. */
export type TurnExport = { filter: TurnFilter; format: ExportFormat; raw: boolean };

const ROWS_AT_A_TIME = 500;

/** The columns of the file, in their order. */
const columns = [
  'at',
  'sessionId',
  'question',
  'answer',
  'state',
  'knowledgeBase',
  'responseMs',
  'source',
  'clientIp',
  'id',
] as const satisfies (keyof Turn)[];
const heads: Record<(typeof columns)[number], string> = {
  at: 'created_at',
  sessionId: 'session_id',
  question: 'user_message',
  answer: 'assistant_response',
  state: 'state',
  knowledgeBase: 'knowledge_base',
  responseMs: 'response_time_ms',
  source: 'source',
  clientIp: 'client_ip',
  id: 'id',
};

/**
 * Exactly the turns of the filter as they were committed when the export began, newest first, in chunks: at most 500 turns
 * in memory, and of long ones one, each chunk a statement of its own, so that a slow reader holds no connection. Turns that commit meanwhile are
 * not in it, wherever their time puts them. In CSV no cell begins a formula.
 */
export async function exportTurns(
  actor: Actor,
  { filter, format, raw }: TurnExport,
): Promise<AsyncIterable<Uint8Array>> {
  requirePermission(actor, raw ? 'conversations.reveal' : 'conversations.export');
  const filters = Object.entries(filter).filter(([, value]) =>
    Array.isArray(value) ? value.length > 0 : value !== null && value !== '',
  );
  const details = { filters: filters.map(([name]) => name), format, raw };
  await recordAudit(prisma(), actor, {
    action: 'conversations.export',
    targetType: 'conversations',
    targetId: 'log',
    details,
  });
  const pages = readPages(actor, filter, await readSnapshot(), raw);
  return format === 'csv' ? toCsv(pages) : toJsonLines(pages);
}

/** What is committed now, as Postgres writes it. */
async function readSnapshot(): Promise<string> {
  const rows = await prisma().$queryRaw`select pg_current_snapshot()::text as committed`;
  return z.tuple([z.object({ committed: z.string() })]).parse(rows)[0].committed;
}

async function* toCsv(pages: AsyncIterable<Turn[]>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(UTF8_MARK + csvLines([columns.map((name) => heads[name])]));
  for await (const page of pages)
    yield encoder.encode(csvLines(page.map((row) => columns.map((name) => String(row[name] ?? '')))));
}

async function* toJsonLines(pages: AsyncIterable<Turn[]>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const page of pages) {
    const lines = page.map((row) =>
      JSON.stringify(Object.fromEntries(columns.map((name) => [heads[name], row[name]]))),
    );
    yield encoder.encode(`${lines.join('\n')}\n`);
  }
}

async function* readPages(actor: Actor, filter: TurnFilter, committed: string, raw: boolean): AsyncGenerator<Turn[]> {
  const query = parseQuery(filter.query);
  // What commits meanwhile is not in it; what this server has yet to reach came with a restored backup. A search goes on to its end.
  const options = {
    columns: briefTurn,
    and: Prisma.sql`(pg_visible_in_snapshot(c.xid, ${committed}::pg_snapshot) or c.xid >= pg_snapshot_xmax(pg_current_snapshot()))`,
    budgetMs: Number.POSITIVE_INFINITY,
  };
  let cursor: Cursor | null = null;
  for (;;) {
    const walk = { cursor, direction: 'older' as const, limit: ROWS_AT_A_TIME };
    const { rows }: TurnPage = await readTurns(prisma(), filter, query, walk, options);
    if (rows.length === 0) return;
    for await (const whole of inWhole(prisma(), rows)) {
      const shown = raw
        ? await leaveOut(
            whole.map((turn) => [turn, turn]),
            query,
          )
        : await maskFound(actor, whole, query);
      if (shown.length > 0) yield shown;
    }
    cursor = rows.at(-1) ?? null;
    if (rows.length < ROWS_AT_A_TIME) return;
  }
}
