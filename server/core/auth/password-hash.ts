import 'server-only';
import { hashPassword as hash, verifyPassword as verify } from 'better-auth/crypto';
import { UnavailableError } from '#server/core/errors.ts';

// scrypt takes a thread of Node's four for 0.1 s and 32 MB. All four taken, no database connection can be opened:
// SCRAM needs one too.
const AT_ONCE = 2;
const LONGEST_QUEUE = 200;

let running = 0;
const waiting: (() => void)[] = [];

/** The hash of a new password, by scrypt as the sign-in library has it; at most two are reckoned at once. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password));
}

/** Whether a password fits its hash. */
export function verifyPassword(given: { hash: string; password: string }): Promise<boolean> {
  return inTurn(() => verify(given));
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting.length >= LONGEST_QUEUE) throw new UnavailableError('Too many people sign in at this moment. Try again.');
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}
