import { z } from 'zod';
import { getActor } from '#server/core/auth/require-actor.ts';
import { getMonitoringViewer } from '#server/core/auth/viewer.ts';
import { toFailure } from '#server/core/errors.ts';
import { getNames } from '#server/monitoring/pool/names.ts';

const statuses: Record<string, number> = { forbidden: 403, unavailable: 503 };
const tagsSchema = z.string().max(6_000);

/** The names behind `?of=user:<id>,key:<id>`, as many as are known at once; also while the database is away. */
export async function GET(request: Request): Promise<Response> {
  try {
    const actor = await getMonitoringViewer(request.headers.get('cookie') ?? '', getActor);
    if (actor === null) return refuse(401, 'unauthenticated', 'Sign in to see monitoring.');
    const tags = tagsSchema.safeParse(new URL(request.url).searchParams.get('of') ?? '');
    const names = await getNames(actor, tags.success ? tags.data.split(',').filter(isTag) : []);
    return Response.json(names, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    const { code, message } = toFailure(error);
    return refuse(statuses[code] ?? 500, code, message);
  }
}

function isTag(text: string): boolean {
  return /^(?:user|key):[\w-]{1,60}$/.test(text);
}

function refuse(status: number, code: string, detail: string): Response {
  return Response.json({ detail, code }, { status, headers: status === 503 ? { 'retry-after': '5' } : undefined });
}
