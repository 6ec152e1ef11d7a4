import { parseLogParams } from '#lib/conversations/params.ts';
import { statesQuestionSchema } from '#lib/conversations/row.ts';
import { findTail, inWindow } from '#server/conversations/queries.ts';
import { findStates, isMark } from '#server/conversations/tail.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { getActor, owesSecondFactor } from '#server/core/auth/require-actor.ts';
import { ForbiddenError, toFailure } from '#server/core/errors.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';

/** Of 200 turns with their times about twelve thousand. */
const MOST_BYTES = 32_768;

/** What of a page of the log has committed since its mark; a page that is watched asks once a second. */
export async function GET(request: Request): Promise<Response> {
  const search = new URL(request.url).searchParams;
  const mark = search.get('mark');
  return answer(async (actor) => {
    if (!isMark(mark)) return refuse(422, 'invalid', 'This is no mark of the log.');
    const now = new Date();
    const params = parseLogParams(
      Object.fromEntries([...new Set(search.keys())].map((name) => [name, search.getAll(name)])),
      now,
    );
    const filter = inWindow(params, params.zone ?? (await getViewerZone()), now);
    return tell(await findTail(actor, filter, mark));
  });
}

/** What the states of the turns of a page are by now; a page that is watched asks every few seconds. */
export async function POST(request: Request): Promise<Response> {
  return answer(async (actor) => {
    const bytes = Number(request.headers.get('content-length') ?? Number.POSITIVE_INFINITY);
    if (!(bytes <= MOST_BYTES)) return refuse(413, 'too_large', 'These are more turns than a page holds.');
    const asked = statesQuestionSchema.safeParse(await request.json().catch(() => null));
    if (!asked.success) return refuse(422, 'invalid', 'These are no turns of a page.');
    return tell(await findStates(actor, asked.data));
  });
}

async function answer(work: (actor: Actor) => Promise<Response>): Promise<Response> {
  try {
    const actor = await getActor();
    if (actor === null) return refuse(401, 'unauthenticated', 'Sign in to watch the log.');
    requirePermission(actor, 'conversations.read');
    if (await owesSecondFactor(actor)) throw new ForbiddenError('Set up your second factor first.');
    return await work(actor);
  } catch (error) {
    const { code, message } = toFailure(error);
    return refuse(code === 'forbidden' ? 403 : 503, code, message);
  }
}

function tell(body: unknown): Response {
  return Response.json(body, { headers: { 'cache-control': 'no-store' } });
}

function refuse(status: number, code: string, detail: string): Response {
  return Response.json({ detail, code }, { status, headers: status === 503 ? { 'retry-after': '5' } : undefined });
}
