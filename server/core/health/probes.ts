import 'server-only';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { probePostgres } from '#server/core/health/postgres.ts';
import { isDraining, isUp } from '#server/core/health/readiness.ts';
import { answerError, answerJson } from '#server/core/listener/answer.ts';

/** `GET /livez`: the process runs and its event loop turns. */
export function answerLive(_request: IncomingMessage, response: ServerResponse): void {
  answerJson(response, 200, { status: 'alive' });
}

/** `GET /readyz`: 200 when this process can serve, else 503 and why. */
export async function answerReady(_request: IncomingMessage, response: ServerResponse): Promise<void> {
  const reason = await whyNotReady();
  if (reason === null) return answerJson(response, 200, { status: 'ready' });
  answerError(response, 503, 'unavailable', reason);
}

async function whyNotReady(): Promise<string | null> {
  if (isDraining()) return 'This process is stopping.';
  if (!isUp()) return 'This process is starting.';
  const postgres = await probePostgres();
  return postgres.status === 'healthy' ? null : 'The database does not answer.';
}
