import 'server-only';
import { UNANSWERED } from '#lib/fault.ts';
import { type Failure, fail } from '#lib/result.ts';
import { noteFault } from '#server/core/request-context.ts';

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
  /** All that Next tells an error page. */
  readonly digest = UNANSWERED;
}

/** No connection became free within the bounded wait. */
export class PoolTimeoutError extends UnavailableError {
  override name = 'PoolTimeoutError';
}

const UNREACHABLE =
  /ECONNREFUSED|ECONNRESET|connect ENOENT|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|Connection terminated|Query read timeout|not queryable|Unable to start a transaction in the given time|Can't reach database|Server has closed the connection/i;
/** Classes 08 (connection), 53 (resources) and 57P0x (shutdown) by name; 57014 and 55P03 are limits of time that struck. */
const UNAVAILABLE_STATES = new Set([
  '57P01',
  '57P02',
  '57P03',
  '57P05',
  '53000',
  '53100',
  '53200',
  '53300',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '57014',
  '55P03',
  '25P03',
]);
/** What adapter-pg calls a socket or login slot that failed; such an error carries no SQLSTATE. */
const UNREACHABLE_KINDS = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']);

/** By name, since our server and Next's bundle each have a copy of these classes. */
const UNAVAILABLE_NAMES = new Set(['UnavailableError', 'PoolTimeoutError']);

/** The SQLSTATE of a failed statement, whether it came from pg or through Prisma; undefined when there is none. */
export function sqlStateOf(error: unknown): string | undefined {
  for (const { code, originalCode } of layersOf(error)) {
    if (typeof originalCode === 'string') return originalCode;
    // P1001 to P6xxx are Prisma's own codes; P0001 and its like are plpgsql's.
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^P[1-9]|^E[A-Z]{4}$/.test(code)) return code;
  }
  return undefined;
}

/** What kind of error it is, without its message: its SQLSTATE, `UnavailableError` where nothing answered, else the name of its class. */
export function classOf(error: unknown): string {
  const state = sqlStateOf(error);
  if (state !== undefined) return state;
  const name = error instanceof Error ? error.name : typeof error;
  if (isUnavailable(error)) return 'UnavailableError';
  return /^\w{1,60}$/.test(name) ? name : 'Error';
}

/** Whether the database could not be reached, had no connection left or took too long, as opposed to refusing the statement. */
export function isUnavailable(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== undefined) return UNAVAILABLE_STATES.has(state);
  return layersOf(error).some(
    (layer) =>
      UNAVAILABLE_NAMES.has(String(layer.name)) ||
      (typeof layer.kind === 'string' && UNREACHABLE_KINDS.has(layer.kind)) ||
      UNREACHABLE.test(`${layer.code} ${layer.message}`),
  );
}

/** The expected failure that an error stands for; anything else is thrown again. */
export function toFailure(error: unknown): Failure {
  if (error instanceof UnauthenticatedError) return fail('unauthenticated', error.message);
  if (error instanceof ForbiddenError) return fail('forbidden', error.message);
  if (error instanceof PasswordNeededError) return fail('password_needed', error.message);
  if (isUnavailable(error)) noteFault('unavailable');
  if (layersOf(error).some((layer) => layer.name === 'PoolTimeoutError'))
    return fail('unavailable', 'All connections to the database are taken. Nothing was changed.', {
      retryAfterSeconds: 2,
      nothingDone: true,
    });
  if (isUnavailable(error))
    return fail('unavailable', 'The database did not answer. Look whether it was saved before you try again.', {
      retryAfterSeconds: 5,
    });
  throw error;
}

type Layer = { name?: unknown; code?: unknown; originalCode?: unknown; kind?: unknown; message?: unknown };

/** An error and what it wraps, outermost first: `cause` and what Prisma keeps under `meta`. */
function layersOf(error: unknown): Layer[] {
  const layers: Layer[] = [];
  const queue: unknown[] = [error];
  while (queue.length > 0 && layers.length < 20) {
    const layer = queue.shift();
    if (typeof layer !== 'object' || layer === null || layers.includes(layer)) continue;
    layers.push(layer);
    queue.push(Reflect.get(layer, 'meta'), Reflect.get(layer, 'driverAdapterError'), Reflect.get(layer, 'cause'));
  }
  return layers;
}
