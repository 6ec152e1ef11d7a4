import { unansweredQuerySchema } from '#lib/api/turns.ts';
import { ok } from '#lib/result.ts';
import { answerKey, readQuery } from '#server/core/http/api.ts';
import { findUnanswered } from '#server/questions/asked.ts';

export function GET(request: Request): Promise<Response> {
  return answerKey(request, 'analytics:read', async (actor) => {
    const query = readQuery(request, unansweredQuerySchema);
    return query.ok ? ok({ questions: await findUnanswered(actor, query.value.limit) }) : query;
  });
}
