import type { House } from '#lib/lamps.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { getActor } from '#server/core/auth/require-actor.ts';
import { forLamps, getViewer } from '#server/core/auth/viewer.ts';
import { toFailure } from '#server/core/errors.ts';
import { findLamps } from '#server/core/lamps/lamps.ts';
import { getBlame } from '#server/monitoring/latest.ts';

/** The lamp row for a signed-in page, which asks every ten seconds; also while the database is away. */
export async function GET(request: Request): Promise<Response> {
  try {
    const actor = await getViewer(request.headers.get('cookie') ?? '', getActor, forLamps);
    if (actor === null) return refuse(401, 'unauthenticated', 'Sign in to see the lamps.');
    return Response.json(await getHouse(actor), { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    const { code, message } = toFailure(error);
    return refuse(503, code, message);
  }
}

async function getHouse(actor: Actor): Promise<House> {
  return { lamps: await findLamps(actor), blame: getBlame(actor) };
}

function refuse(status: number, code: string, detail: string): Response {
  return Response.json({ detail, code }, { status, headers: status === 503 ? { 'retry-after': '5' } : undefined });
}
