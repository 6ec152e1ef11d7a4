import { performanceQuerySchema } from '#lib/api/turns.ts';
import { readZone } from '#lib/measures/zones.ts';
import { fail, ok } from '#lib/result.ts';
import { getPerformance } from '#server/analytics/performance.ts';
import { answerKey, readQuery } from '#server/core/http/api.ts';

export function GET(request: Request): Promise<Response> {
  return answerKey(request, 'analytics:read', async (actor) => {
    const query = readQuery(request, performanceQuerySchema);
    if (!query.ok) return query;
    const zone = readZone(query.value.tz);
    if (zone === null) return fail('invalid', 'tz: no IANA time zone has this name.');
    return ok(await getPerformance(actor, query.value.days, zone));
  });
}
