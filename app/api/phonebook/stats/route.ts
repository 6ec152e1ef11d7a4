import { ok } from '#lib/result.ts';
import { answerKey } from '#server/core/http/api.ts';
import { getPhonebookStats } from '#server/phonebook/lookups.ts';

export function GET(request: Request): Promise<Response> {
  return answerKey(request, 'phonebook:read', async (actor) => ok(await getPhonebookStats(actor)));
}
