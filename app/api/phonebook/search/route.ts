import { searchQuerySchema } from '#lib/phonebook/api.ts';
import { ok } from '#lib/result.ts';
import { answerKey, readQuery } from '#server/core/http/api.ts';
import { asSearchAnswer, findHits } from '#server/phonebook/queries.ts';

export function GET(request: Request): Promise<Response> {
  return answerKey(request, 'phonebook:read', async (actor) => {
    const query = readQuery(request, searchQuerySchema);
    if (!query.ok) return query;
    const { q, limit } = query.value;
    return ok(asSearchAnswer(q, limit, await findHits(actor, q, limit)));
  });
}
