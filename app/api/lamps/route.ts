import { getActor } from '#server/core/auth/require-actor.ts';
import { forLamps, getViewer } from '#server/core/auth/viewer.ts';
import { toFailure } from '#server/core/errors.ts';
import { findLamps, measureLamps } from '#server/core/lamps/lamps.ts';

/** The lamp row for a signed-in page, which asks every ten seconds; also while the database is away. */
export async function GET(request: Request): Promise<Response> {
  void measureLamps();
  try {
    const actor = await getViewer(request.headers.get('cookie') ?? '', getActor, forLamps);
    if (actor === null) return refuse(401, 'unauthenticated', 'Sign in to see the lamps.');
    return Response.json({ lamps: await findLamps(actor) }, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    const { code, message } = toFailure(error);
    return refuse(503, code, message);
  }
}

function refuse(status: number, code: string, detail: string): Response {
  return Response.json({ detail, code }, { status, headers: status === 503 ? { 'retry-after': '5' } : undefined });
}
