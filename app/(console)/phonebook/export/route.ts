import { paramsFor, parsePhonebookParams } from '#lib/phonebook/params.ts';
import { roleMay } from '#lib/roles.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { streamBody } from '#server/core/http/stream-body.ts';
import { exportPhonebook } from '#server/phonebook/export.ts';

/** The phonebook as CSV, with the search, filters and order of the page it was asked from. */
export async function GET(request: Request): Promise<Response> {
  const actor = await requireActor('phonebook.export');
  const search = Object.fromEntries(new URL(request.url).searchParams);
  const params = paramsFor(parsePhonebookParams(search), roleMay(actor.role, 'phonebook.edit'));
  return new Response(streamBody(await exportPhonebook(actor, params)), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="phonebook.csv"',
      'cache-control': 'no-store',
    },
  });
}
