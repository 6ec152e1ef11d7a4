import 'server-only';
import type { AuditFilters } from '#lib/settings/audit-params.ts';
import { actionWords, detailWords } from '#lib/settings/audit-words.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { csvLines, UTF8_MARK } from '#server/core/csv.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { type AuditRow, walkAuditRows } from '#server/settings/audit/queries.ts';

const ROWS_AT_A_TIME = 1_000;

type Column = { head: string; cell: (row: AuditRow) => string | null };

/** The columns of the file, in their order. */
const columns: readonly Column[] = [
  { head: 'time', cell: ({ at }) => at.toISOString() },
  { head: 'actor', cell: ({ actor }) => actor },
  { head: 'actor_name', cell: ({ actorName }) => actorName },
  { head: 'action', cell: ({ action }) => action },
  { head: 'words', cell: ({ action }) => actionWords(action) },
  { head: 'target', cell: ({ targetType, targetId }) => `${targetType}:${targetId}` },
  { head: 'target_name', cell: ({ targetName }) => targetName },
  { head: 'details', cell: ({ details }) => detailWords(details) },
];

const filterNames = ['actor', 'action', 'target', 'from', 'to'] as const satisfies (keyof AuditFilters)[];

/**
 * All rows that fit, newest first, as CSV in which no cell is a formula to a spreadsheet, in chunks of 1,000. Itself a row of the
 * log, and of the file where it fits.
 */
export async function exportAudit(
  actor: Actor,
  filters: AuditFilters,
  zone: string,
): Promise<AsyncIterable<Uint8Array>> {
  requirePermission(actor, 'audit.read');
  const details = { filters: filterNames.filter((name) => filters[name] !== undefined) };
  await recordAudit(prisma(), actor, { action: 'audit.export', targetType: 'audit', targetId: 'log', details });
  return readFile(actor, filters, zone);
}

async function* readFile(actor: Actor, filters: AuditFilters, zone: string): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(UTF8_MARK + csvLines([columns.map(({ head }) => head)]));
  for await (const rows of walkAuditRows(actor, filters, zone, ROWS_AT_A_TIME))
    yield encoder.encode(csvLines(rows.map((row) => columns.map(({ cell }) => cell(row)))));
}
