import { parseLogParams } from '#lib/conversations/params.ts';
import { exportTurns } from '#server/conversations/export.ts';
import { inWindow } from '#server/conversations/queries.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { PasswordNeededError } from '#server/core/errors.ts';
import { streamBody } from '#server/core/http/stream-body.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';

/**
 * The turns of the page it was asked from, all its pages, as CSV or a JSON object a line. With `raw=1` as they are stored, or
 * 403 and a sentence where the password is older than ten minutes.
 */
export async function GET(request: Request): Promise<Response> {
  const search = new URL(request.url).searchParams;
  const raw = search.get('raw') === '1';
  const actor = await requireActor(raw ? 'conversations.reveal' : 'conversations.export');
  const now = new Date();
  const params = parseLogParams(
    Object.fromEntries([...new Set(search.keys())].map((name) => [name, search.getAll(name)])),
    now,
  );
  const filter = inWindow(params, params.zone ?? (await getViewerZone()), now);
  const format = search.get('format') === 'jsonl' ? 'jsonl' : 'csv';
  try {
    return new Response(streamBody(await exportTurns(actor, { filter, format, raw })), {
      headers: {
        'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8',
        'content-disposition': `attachment; filename="conversations.${format}"`,
        'cache-control': 'no-store',
      },
    });
  } catch (error) {
    if (error instanceof PasswordNeededError) return refuse();
    throw error;
  }
}

const PASSWORD_NEEDED =
  'An export as stored asks for your password, given in the last ten minutes. The log asks for it under “As stored”.';

function refuse(): Response {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  return new Response(PASSWORD_NEEDED, { status: 403, headers });
}
