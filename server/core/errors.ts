import 'server-only';
import { type Failure, fail } from '#lib/result.ts';

/** The caller is nobody: a session or key is missing, ended or wrong. */
export class UnauthenticatedError extends Error {
  override name = 'UnauthenticatedError';
}

/** The caller is known and may not. */
export class ForbiddenError extends Error {
  override name = 'ForbiddenError';
}

/** The caller may, once the password has been given again. */
export class PasswordNeededError extends Error {
  override name = 'PasswordNeededError';
}

/** A dependency did not answer in time. */
export class UnavailableError extends Error {
  override name = 'UnavailableError';
}

/** No connection became free within the bounded wait. */
export class PoolTimeoutError extends UnavailableError {
  override name = 'PoolTimeoutError';
}

const UNAVAILABLE =
  /ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|Connection terminated|the database system is (starting up|shutting down|in recovery)|timeout exceeded when trying to connect|Can't reach database/i;
const UNAVAILABLE_STATES = new Set(['57P01', '57P02', '57P03', '53300', '08000', '08003', '08006', '08001']);

/** The SQLSTATE of a failed statement, whether it came from pg or through Prisma; undefined when there is none. */
export function sqlStateOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) && !/^P\d/.test(error.code))
    return error.code;
  for (const key of ['meta', 'driverAdapterError', 'cause', 'originalCode'] as const) {
    const inner = key in error ? Reflect.get(error, key) : undefined;
    if (key === 'originalCode' && typeof inner === 'string') return inner;
    const state = typeof inner === 'object' ? sqlStateOf(inner) : undefined;
    if (state !== undefined) return state;
  }
  return undefined;
}

/** Whether the database could not be reached or had no connection left, as opposed to refusing the statement. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof UnavailableError) return true;
  const state = sqlStateOf(error);
  if (state !== undefined) return UNAVAILABLE_STATES.has(state);
  return (
    error instanceof Error && UNAVAILABLE.test(`${error.message} ${isError(error.cause) ? error.cause.message : ''}`)
  );
}

/** The expected failure that an error stands for; anything else is thrown again. */
export function toFailure(error: unknown): Failure {
  if (error instanceof UnauthenticatedError) return fail('unauthenticated', error.message);
  if (error instanceof ForbiddenError) return fail('forbidden', error.message);
  if (error instanceof PasswordNeededError) return fail('password_needed', error.message);
  if (isUnavailable(error))
    return fail('unavailable', 'The database did not answer. Nothing was changed.', { retryAfterSeconds: 5 });
  throw error;
}

function isError(value: unknown): value is Error {
  return value instanceof Error;
}
