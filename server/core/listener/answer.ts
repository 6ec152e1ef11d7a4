import 'server-only';
import type { ServerResponse } from 'node:http';

/** Answers in JSON, never kept by a cache. */
export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}

/** The error shape of the HTTP API: one sentence and a code; 503 and 429 say in how many seconds to come again. */
export function answerError(
  response: ServerResponse,
  status: number,
  code: string,
  detail: string,
  retryAfterSeconds = 5,
): void {
  if (status === 503 || status === 429) response.setHeader('retry-after', String(retryAfterSeconds));
  if (status === 401) response.setHeader('www-authenticate', 'Bearer');
  answerJson(response, status, { detail, code });
}
