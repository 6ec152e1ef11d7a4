import { mostAskedQuerySchema } from '#lib/api/turns.ts';
import { ok } from '#lib/result.ts';
import { answerKey, readQuery } from '#server/core/http/api.ts';
import { findMostAsked } from '#server/questions/asked.ts';
import { findMostAskedGroups } from '#server/questions/counts/most-asked.ts';

export function GET(request: Request): Promise<Response> {
  return answerKey(request, 'analytics:read', async (actor) => {
    const asked = readQuery(request, mostAskedQuerySchema);
    if (!asked.ok) return asked;
    const find = asked.value.group === 'meaning' ? findMostAskedGroups : findMostAsked;
    return ok({ questions: await find(actor, asked.value.limit) });
  });
}
