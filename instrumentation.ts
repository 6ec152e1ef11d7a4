import type { Instrumentation } from 'next';
import { loggedPath } from '#server/core/listener/logged-path.ts';
import { log } from '#server/core/log.ts';
import { markTold } from '#server/core/log-console.ts';
import { noteFault } from '#server/core/request-context.ts';

/** One line an unexpected error, with the digest that the error page shows and the route it came from. */
export const onRequestError: Instrumentation.onRequestError = (error, request, context) => {
  markTold(error);
  noteFault('thrown');
  const id = request.headers['x-request-id'];
  log.error({
    event: 'request.error',
    ...(typeof id === 'string' ? { request: id } : {}),
    method: request.method,
    path: loggedPath(request.path),
    route: context.routePath,
    kind: context.routeType,
    digest: digestOf(error),
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
};

function digestOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'digest' in error ? String(error.digest) : undefined;
}
