import { designationQuerySchema } from '#lib/phonebook/api.ts';
import { ok } from '#lib/result.ts';
import { answerKey, pathPart, readQuery } from '#server/core/http/api.ts';
import { findByDesignation } from '#server/phonebook/lookups.ts';

export function GET(request: Request): Promise<Response> {
  return answerKey(request, 'phonebook:read', async (actor) => {
    const query = readQuery(request, designationQuerySchema);
    return query.ok ? ok(await findByDesignation(actor, pathPart(request), query.value.limit)) : query;
  });
}
