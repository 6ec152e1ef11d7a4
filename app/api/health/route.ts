import { answerHealth } from '#server/core/health/report.ts';

export const dynamic = 'force-dynamic';

/** The state of the whole and of each part. */
export function GET(): Promise<Response> {
  return answerHealth();
}
