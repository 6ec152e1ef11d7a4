import { answerDetailedHealth } from '#server/core/health/report.ts';

/** The same with versions, times and the pool, for who brings a key. */
export function GET(request: Request): Promise<Response> {
  return answerDetailedHealth(request);
}
