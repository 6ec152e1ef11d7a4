import { parseAuditParams } from '#lib/settings/audit-params.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { streamBody } from '#server/core/http/stream-body.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { exportAudit } from '#server/settings/audit/export.ts';

/** The audit log as CSV, with the filters of the page it was asked from. */
export async function GET(request: Request): Promise<Response> {
  const actor = await requireActor('audit.read');
  const filters = parseAuditParams(Object.fromEntries(new URL(request.url).searchParams));
  return new Response(streamBody(await exportAudit(actor, filters, await getViewerZone())), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="audit-log.csv"',
      'cache-control': 'no-store',
    },
  });
}
