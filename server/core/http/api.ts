import 'server-only';
import type { z } from 'zod';
import type { FailureCode, Result } from '#lib/result.ts';
import type { Scope } from '#lib/roles.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireApiKey } from '#server/core/auth/api-key.ts';
import { isUnavailable, toFailure } from '#server/core/errors.ts';
import { log } from '#server/core/log.ts';

const statuses: Record<FailureCode, number> = {
  invalid: 422,
  unauthenticated: 401,
  password_needed: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
};

/** Answers a program that came with a key of `scope`: what `work` returns as JSON, or the contract's error. */
export async function answerKey(
  request: Request,
  scope: Scope,
  work: (actor: Actor) => Promise<Result<unknown>>,
): Promise<Response> {
  const actor = await requireApiKey(request, scope);
  return actor instanceof Response ? actor : answerWith(() => work(actor));
}

/** Answers what `work` returns as JSON; a failure as `{detail, code}` with its status. */
export async function answerWith(work: () => Promise<Result<unknown>>): Promise<Response> {
  try {
    const result = await work();
    return result.ok ? json(200, result.value) : refuse(result.code, result.message, result.retryAfterSeconds);
  } catch (error) {
    if (isUnavailable(error)) return refuse('unavailable', 'The database did not answer.', 5);
    try {
      const { code, message } = toFailure(error);
      return refuse(code, message);
    } catch {
      log.error({ event: 'api.failed', error: error instanceof Error ? error.stack : String(error) });
      return json(500, { detail: 'Something went wrong on our side. The log has the details.', code: 'internal' });
    }
  }
}

/** The query of a request as `schema` wants it, or a failure that names the first parameter at fault. */
export function readQuery<T>(request: Request, schema: z.ZodType<T>): Result<T> {
  const outcome = schema.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (outcome.success) return { ok: true, value: outcome.data };
  const issue = outcome.error.issues[0];
  return {
    ok: false,
    code: 'invalid',
    message: `${issue?.path.join('.') ?? 'query'}: ${issue?.message ?? 'not usable'}.`,
  };
}

function refuse(code: FailureCode, detail: string, retryAfterSeconds?: number): Response {
  const wait = code === 'unavailable' || code === 'rate_limited' ? String(retryAfterSeconds ?? 5) : null;
  return json(statuses[code], { detail, code }, wait === null ? {} : { 'retry-after': wait });
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } });
}

/**
 * The last part of the request's path as text. A part that is not UTF-8 reads as it stands, so that it finds nothing.
 */
export function pathPart(request: Request): string {
  const part = new URL(request.url).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
