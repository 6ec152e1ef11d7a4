import { fail, ok } from '#lib/result.ts';
import { answerKey, pathPart } from '#server/core/http/api.ts';
import { getByEmployeeId } from '#server/phonebook/lookups.ts';

export function GET(request: Request): Promise<Response> {
  return answerKey(request, 'phonebook:read', async (actor) => {
    const employee = await getByEmployeeId(actor, pathPart(request));
    return employee === null ? fail('not_found', 'No entry has this employee id.') : ok(employee);
  });
}
