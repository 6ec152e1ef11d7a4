import { mostAskedQuerySchema } from '#lib/api/turns.ts';
import { ok } from '#lib/result.ts';
import { answerKey, answerNotBuilt, readQuery } from '#server/core/http/api.ts';
import { findMostAsked } from '#server/questions/asked.ts';

export function GET(request: Request): Promise<Response> {
  const asked = readQuery(request, mostAskedQuerySchema);
  if (asked.ok && asked.value.group === 'meaning') return answerNotBuilt(request, 'analytics:read');
  return answerKey(request, 'analytics:read', async (actor) =>
    asked.ok ? ok({ questions: await findMostAsked(actor, asked.value.limit) }) : asked,
  );
}
