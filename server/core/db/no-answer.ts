import 'server-only';
import pg from 'pg';
import { isUnavailable } from '#server/core/errors.ts';

const TOO_MANY_CONNECTIONS = '53300';
/** The function of Postgres that refuses a login past its own limit; its message comes in the server's language. */
const OF_ROLE = 'InitializeSessionUserId';
/** How the driver says that nobody took its connection in time. */
const NOT_TAKEN = 'timeout expired';

/** Whether a reading failed for want of a server that takes the connection and answers on it. */
export function gotNoAnswer(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return isFull(error) || (error.code?.startsWith('57P') ?? false);
  return isUnavailable(error) || (error instanceof Error && error.message === NOT_TAKEN);
}

/** Whether the server is there and has no connection left. */
export function isFull(error: unknown): boolean {
  return isOneTooMany(error) && error.routine !== OF_ROLE;
}

/** Whether the server has connections left, and its login may have no more of them. */
export function isRoleFull(error: unknown): boolean {
  return isOneTooMany(error) && error.routine === OF_ROLE;
}

function isOneTooMany(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && error.code === TOO_MANY_CONNECTIONS;
}
