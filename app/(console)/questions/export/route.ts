import { parseQuestionParams } from '#lib/questions/params.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { streamBody } from '#server/core/http/stream-body.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { exportQuestions } from '#server/questions/export.ts';

/** The questions of the list it was asked from, all its pages, as CSV. */
export async function GET(request: Request): Promise<Response> {
  const actor = await requireActor('questions.export');
  const search = new URL(request.url).searchParams;
  const page = search.get('view') === 'small-talk' ? 'small-talk' : undefined;
  const params = parseQuestionParams(Object.fromEntries(search), page);
  const zone = params.zone ?? (await getViewerZone());
  return new Response(streamBody(await exportQuestions(actor, params, zone, new Date())), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="questions.csv"',
      'cache-control': 'no-store',
    },
  });
}
