import 'server-only';
import type { AuditFilters } from '#lib/settings/audit-params.ts';
import { actionWords, detailWords } from '#lib/settings/audit-words.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { csvLines, UTF8_MARK } from '#server/core/csv.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { findAuditExport } from '#server/settings/audit/queries.ts';

/** About 15 MB; who needs more narrows the days. */
const MOST_ROWS = 50_000;

/** The newest 50,000 rows that fit, as CSV in which no cell is a formula to a spreadsheet. Itself a row of the log. */
export async function exportAudit(actor: Actor, filters: AuditFilters, zone: string): Promise<string> {
  requirePermission(actor, 'audit.read');
  const rows = await findAuditExport(actor, filters, zone, MOST_ROWS);
  const details = { rows: rows.length };
  await recordAudit(prisma(), actor, { action: 'audit.export', targetType: 'audit', targetId: 'log', details });
  const lines = rows.map((row) => [
    row.at.toISOString(),
    row.actor,
    row.actorName,
    row.action,
    actionWords(row.action),
    `${row.targetType}:${row.targetId}`,
    row.targetName,
    detailWords(row.details),
  ]);
  const head = ['time', 'actor', 'actor_name', 'action', 'words', 'target', 'target_name', 'details'];
  return UTF8_MARK + csvLines([head, ...lines]);
}
