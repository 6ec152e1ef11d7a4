import { historyQuerySchema } from '#lib/api/turns.ts';
import { ok } from '#lib/result.ts';
import { findHistory } from '#server/conversations/history.ts';
import { answerKey, readQuery } from '#server/core/http/api.ts';

export function GET(request: Request): Promise<Response> {
  return answerKey(request, 'analytics:read', async (actor) => {
    const query = readQuery(request, historyQuerySchema);
    if (!query.ok) return query;
    return ok({ conversations: await findHistory(actor, query.value.session_id || null, query.value.limit) });
  });
}
