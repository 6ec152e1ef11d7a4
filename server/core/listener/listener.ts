import 'server-only';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FailureCode } from '#lib/result.ts';
import { keyActor } from '#server/core/auth/api-key.ts';
import { countAnswer } from '#server/core/failures/requests.ts';
import { isDraining } from '#server/core/health/readiness.ts';
import { answerError } from '#server/core/listener/answer.ts';
import { cleanRequest, REQUEST_ID_HEADER, type Trust } from '#server/core/listener/clean-request.ts';
import { answerCrossOrigin } from '#server/core/listener/cross-origin.ts';
import { loggedPath } from '#server/core/listener/logged-path.ts';
import { originIsOurs } from '#server/core/listener/origin.ts';
import { isPage, type PageGate } from '#server/core/listener/page-gate.ts';
import { type AreaHandlers, listenerPathsAt } from '#server/core/listener/paths.ts';
import { setResponseHeaders } from '#server/core/listener/response-headers.ts';
import { surfaceOf } from '#server/core/listener/surface.ts';
import { log } from '#server/core/log.ts';
import { inRequest } from '#server/core/request-context.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export type ListenerOptions = Trust & {
  corsOrigins: readonly string[];
  /** Answers everything that is not ours: Next. */
  next: Handler;
  areas: AreaHandlers;
  pages: PageGate;
};

const keyStatuses: Partial<Record<FailureCode, number>> = { unauthenticated: 401, forbidden: 403, unavailable: 503 };

/** What stands between the socket and Next: cleaning, the log line, headers, the Origin check and our own paths. */
export function createListener(options: ListenerOptions): Handler {
  const secure = options.baseUrl?.startsWith('https:') ?? false;
  return async (request, response) => {
    const url = request.url ?? '/';
    const path = url.split('?', 1)[0] ?? '/';
    const { client, id } = cleanRequest(request, options);
    response.setHeader(REQUEST_ID_HEADER, id);
    setResponseHeaders(response, path, secure);
    if (isDraining()) response.setHeader('connection', 'close');
    logWhenDone(request, response, { id, client, url });
    try {
      const work = () => {
        countAnswer(response);
        return answer(request, response, path, options);
      };
      await inRequest(id, work, surfaceOf(request, path));
    } catch (error) {
      log.error({ event: 'request.failed', request: id, path: loggedPath(url), error: textOf(error) });
      if (response.headersSent) response.destroy();
      else answerError(response, 500, 'internal', 'Something went wrong on our side. The log has the details.');
    }
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  options: ListenerOptions,
): Promise<void> {
  // A proxy's form of address: Next would treat its host as ours to call.
  if (!path.startsWith('/') || path.startsWith('//')) {
    return answerError(response, 400, 'invalid', 'The address of this request is not a path.');
  }
  const entries = listenerPathsAt(path);
  // Our own paths know keys and no cookies: without one nothing could be misused, and a missing key is 401.
  const isForProgram = entries.length > 0 && request.headers.cookie === undefined;
  if (!isForProgram && !originIsOurs(request, options.baseUrl)) {
    return answerError(response, 403, 'forbidden', 'This request did not come from a page of this console.');
  }
  if (answerCrossOrigin(request, response, path, options.corsOrigins)) return;
  if (entries.length === 0) {
    if (!isPage(path) || (await options.pages.enter(response))) return options.next(request, response);
    if (response.destroyed) return;
    return answerError(response, 503, 'unavailable', 'More pages are asked for than this machine can draw. Try again.');
  }

  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const entry = entries.find((one) => one.method === method);
  if (entry === undefined) {
    response.setHeader('allow', entries.map((one) => one.method).join(', '));
    return answerError(response, 405, 'invalid', 'This path does not take this method.');
  }
  if (entry.access === 'public') return entry.handle(request, response);
  const key = await keyActor(request.headers.authorization, entry.access);
  if (!key.ok) {
    return answerError(response, keyStatuses[key.code] ?? 400, key.code, key.message, key.retryAfterSeconds);
  }
  const handle = typeof entry.handle === 'string' ? options.areas[entry.handle] : entry.handle;
  return handle(key.value, request, response);
}

function logWhenDone(
  request: IncomingMessage,
  response: ServerResponse,
  facts: { id: string; client: string; url: string },
): void {
  const started = performance.now();
  const quiet = /^\/(_next\/|livez|readyz|api\/monitoring)/.test(facts.url);
  response.once('close', () => {
    // Thousands of turns may come a second: those stored are counted, not written down one by one.
    const usual = quiet || (response.statusCode === 201 && facts.url === '/api/conversations');
    log[usual ? 'debug' : 'info']({
      event: 'request',
      request: facts.id,
      method: request.method,
      path: loggedPath(facts.url),
      status: response.statusCode,
      ms: Math.round(performance.now() - started),
      ...(response.writableFinished ? {} : { aborted: true }),
    });
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
