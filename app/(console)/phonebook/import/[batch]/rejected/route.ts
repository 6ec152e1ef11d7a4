import { notFound } from 'next/navigation';
import { readBatchId } from '#lib/imports/params.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { streamBody } from '#server/core/http/stream-body.ts';
import { openRejectFile } from '#server/imports/reject-file.ts';

/** The rejected rows of an import, as they stood in the file, each with its reason. */
export async function GET(_request: Request, { params }: { params: Promise<{ batch: string }> }): Promise<Response> {
  const actor = await requireActor('phonebook.import');
  const batch = readBatchId((await params).batch);
  const file = batch === null ? null : openRejectFile(actor, batch);
  if (file === null) notFound();
  return new Response(streamBody(file), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="import-${batch}-rejected.csv"`,
      'cache-control': 'no-store',
    },
  });
}
