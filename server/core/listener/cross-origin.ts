import 'server-only';
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Lets the pages of CORS_ORIGINS call /api with a key: never with cookies, never for a wildcard.
 * @returns true when the request was a preflight and has been answered
 */
export function answerCrossOrigin(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  allowed: readonly string[],
): boolean {
  const { origin } = request.headers;
  if (origin === undefined || !path.startsWith('/api/') || path.startsWith('/api/auth/')) return false;
  if (!allowed.includes(origin)) return false;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('vary', 'Origin');
  response.setHeader('cross-origin-resource-policy', 'cross-origin');
  if (request.method !== 'OPTIONS') return false;
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST, DELETE',
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-max-age': '600',
  });
  response.end();
  return true;
}
