import { parseParts } from '#lib/monitoring/answer.ts';
import { getActor } from '#server/core/auth/require-actor.ts';
import { getMonitoringViewer } from '#server/core/auth/viewer.ts';
import { toFailure } from '#server/core/errors.ts';
import { getMonitoring } from '#server/monitoring/answer.ts';

const statuses: Record<string, number> = { forbidden: 403, unavailable: 503 };

/** What monitoring knows, for its pages, which ask every two seconds; also while the database is away. */
export async function GET(request: Request): Promise<Response> {
  try {
    const actor = await getMonitoringViewer(request.headers.get('cookie') ?? '', getActor);
    if (actor === null) return refuse(401, 'unauthenticated', 'Sign in to see monitoring.');
    const parts = parseParts(new URL(request.url).searchParams.get('parts'));
    return Response.json(getMonitoring(actor, parts), { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    const { code, message } = toFailure(error);
    return refuse(statuses[code] ?? 500, code, message);
  }
}

function refuse(status: number, code: string, detail: string): Response {
  return Response.json({ detail, code }, { status, headers: status === 503 ? { 'retry-after': '5' } : undefined });
}
