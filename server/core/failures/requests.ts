import 'server-only';
import type { ServerResponse } from 'node:http';
import { countOutcome } from '#server/core/failures/book.ts';
import { currentWork } from '#server/core/request-context.ts';

/** Their 503 is the answer asked for, not a failure. */
const PROBES = new Set(['GET /livez', 'GET /readyz', 'GET /api/health', 'GET /api/health/detailed']);
const ELSEWHERE = 'any other address';

/** Counts how the request under way is answered, once that is over: by its action, else by its route. */
export function countAnswer(response: ServerResponse): void {
  const work = currentWork();
  if (work === undefined || (work.route !== null && PROBES.has(work.route))) return;
  response.once('close', () => {
    const { route, operation, fault } = work;
    const failed = response.statusCode >= 500;
    if (operation !== null) {
      countOutcome({ kind: 'action', name: operation, place: route ?? '' }, failed || fault !== null);
      return;
    }
    if (route !== null) countOutcome({ kind: 'route', name: route }, failed);
    // Files and addresses that are nobody's are many: of them only failures are told.
    else if (failed) countOutcome({ kind: 'route', name: ELSEWHERE }, true);
    if (!failed && route !== null && fault === 'thrown') countOutcome({ kind: 'part', name: route }, true);
  });
}
