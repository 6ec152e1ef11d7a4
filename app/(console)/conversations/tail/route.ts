import { parseLogParams } from '#lib/conversations/params.ts';
import { findTail, inWindow } from '#server/conversations/queries.ts';
import { isMark } from '#server/conversations/tail.ts';
import { requirePermission } from '#server/core/auth/actor.ts';
import { getActor, owesSecondFactor } from '#server/core/auth/require-actor.ts';
import { ForbiddenError, toFailure } from '#server/core/errors.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';

/** What of a page of the log has committed since its mark; a page that is watched asks once a second. */
export async function GET(request: Request): Promise<Response> {
  const search = new URL(request.url).searchParams;
  const mark = search.get('mark');
  try {
    const actor = await getActor();
    if (actor === null) return refuse(401, 'unauthenticated', 'Sign in to watch the log.');
    requirePermission(actor, 'conversations.read');
    if (await owesSecondFactor(actor)) throw new ForbiddenError('Set up your second factor first.');
    if (!isMark(mark)) return refuse(422, 'invalid', 'This is no mark of the log.');
    const now = new Date();
    const params = parseLogParams(
      Object.fromEntries([...new Set(search.keys())].map((name) => [name, search.getAll(name)])),
      now,
    );
    const filter = inWindow(params, params.zone ?? (await getViewerZone()), now);
    return Response.json(await findTail(actor, filter, mark), { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    const { code, message } = toFailure(error);
    return refuse(code === 'forbidden' ? 403 : 503, code, message);
  }
}

function refuse(status: number, code: string, detail: string): Response {
  return Response.json({ detail, code }, { status, headers: status === 503 ? { 'retry-after': '5' } : undefined });
}
