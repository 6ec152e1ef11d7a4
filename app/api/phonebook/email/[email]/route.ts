import { fail, ok } from '#lib/result.ts';
import { answerKey, pathPart } from '#server/core/http/api.ts';
import { getByEmail } from '#server/phonebook/lookups.ts';

export function GET(request: Request): Promise<Response> {
  return answerKey(request, 'phonebook:read', async (actor) => {
    const employee = await getByEmail(actor, pathPart(request));
    return employee === null ? fail('not_found', 'No entry has this e-mail.') : ok(employee);
  });
}
