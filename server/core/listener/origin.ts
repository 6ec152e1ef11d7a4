import 'server-only';
import type { IncomingMessage } from 'node:http';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request that changes something comes from our own pages. A browser sends Origin with every POST, so one
 * with cookies and without it is refused too; a program with a key and no cookie has nothing that could be misused.
 * @param baseUrl BASE_URL; unset, the Origin must name the request's own host
 */
export function originIsOurs(request: IncomingMessage, baseUrl: string | undefined): boolean {
  if (SAFE_METHODS.has(request.method ?? 'GET')) return true;
  const { origin, cookie, authorization, host } = request.headers;
  if (origin === undefined) return cookie === undefined;
  if (cookie === undefined && authorization !== undefined) return true;
  if (baseUrl !== undefined) return origin === new URL(baseUrl).origin;
  const parsed = URL.parse(origin);
  return parsed !== null && host !== undefined && parsed.host === host.toLowerCase().replace(/:80$/, '');
}
