import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { APIError } from 'better-auth/api';
import { z } from 'zod';
import { type Failure, fail, ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { auth } from '#server/core/auth/auth.ts';
import { findKnownBrowser, KNOWN_BROWSER_DAYS, rememberBrowser } from '#server/core/auth/known-browser.ts';
import { type Attempt, admit, forgive, takeCode } from '#server/core/auth/login-limits.ts';
import { getPreferencesOf, type Preferences } from '#server/core/auth/preferences.ts';
import {
  browserCookieName,
  cookiePairs,
  cookiesOf,
  type OutgoingCookie,
  outgoingCookie,
  sessionCookieName,
} from '#server/core/auth/session-cookie.ts';
import { prisma } from '#server/core/db/prisma.ts';

/** A refusal is answered this long after it was asked, whether the account exists or not; a check takes about 100 ms. */
const REFUSAL_MS = 400;

/** Who knocks: the request's headers as they came, the network of its address, and the cookie of a known browser. */
export type Visitor = {
  headers: Headers;
  network: string;
  browserToken: string | undefined;
  /** The cookie between password and code. */
  pendingCode: string | undefined;
};
export type Credentials = { email: string; password: string; keep: boolean };
export type SignedIn = { cookies: OutgoingCookie[]; next: 'done' | 'code'; theme?: Preferences['theme'] };
export type Clock = { now: () => Date; sleep: (ms: number) => Promise<unknown> };

const realClock: Clock = { now: () => new Date(), sleep };
const usedCode = 'This code was tried already. Wait for the next one.';
const doorkeeper = systemActor('sign-in');

/**
 * Signs a person in with e-mail and password, within the limits. The answer and its time are the same for a wrong
 * password and for an account that is not there. `next: 'code'` asks for the second factor.
 */
export async function signIn(visitor: Visitor, given: Credentials, clock = realClock): Promise<Result<SignedIn>> {
  const asked = performance.now();
  const browser = await findKnownBrowser(given.email, visitor.browserToken, clock.now());
  const attempt: Attempt = { step: 'password', account: given.email, network: visitor.network, browser };
  const admission = await admit(attempt, clock.now());
  if (!admission.admitted) return tooMany(admission.retryAfterSeconds);
  await clock.sleep(admission.delayMs);
  const answer = await checked(() =>
    auth().api.signInEmail({
      body: { email: given.email, password: given.password, rememberMe: given.keep },
      headers: visitor.headers,
      returnHeaders: true,
    }),
  );
  if (answer instanceof APIError) {
    if (answer.body?.code === 'BANNED_USER')
      return fail('forbidden', 'This account is closed. An admin can open it again.');
    await noteRefusal(given.email, 'password');
    await clock.sleep(Math.max(0, REFUSAL_MS + admission.delayMs - (performance.now() - asked)));
    return fail('unauthenticated', 'The e-mail address or the password is wrong.');
  }
  await forgive(attempt, clock.now());
  if ('twoFactorRedirect' in answer.response) return ok({ cookies: cookiesOf(answer.headers), next: 'code' });
  return completed(answer.response.user.id, answer.headers, visitor);
}

/** The step after the password: six digits of the authenticator, or one of the recovery codes. */
export async function verifyCode(
  visitor: Visitor,
  given: { code: string },
  clock = realClock,
): Promise<Result<SignedIn>> {
  const userId = await pendingUser(visitor.pendingCode);
  if (userId === null) return fail('unauthenticated', 'Too much time went by. Give your password again.');
  const code = given.code.replace(/\s/g, '');
  const step = /^\d{6}$/.test(code) ? 'code' : 'recovery';
  const browser = await findKnownBrowser(userId, visitor.browserToken, clock.now());
  const attempt: Attempt = { step, account: userId, network: visitor.network, browser };
  const admission = await admit(attempt, clock.now());
  if (!admission.admitted) return tooMany(admission.retryAfterSeconds);
  await clock.sleep(admission.delayMs);
  if (!(await takeCode(userId, code, clock.now())))
    return fail('invalid', usedCode, { fieldErrors: { code: usedCode } });
  const verify = step === 'code' ? auth().api.verifyTOTP : auth().api.verifyBackupCode;
  const headers = withoutSession(visitor.headers);
  const answer = await checked(() => verify({ body: { code }, headers, returnHeaders: true }));
  if (answer instanceof APIError) {
    await noteRefusal(userId, 'code');
    if (answer.body?.code === 'INVALID_TWO_FACTOR_COOKIE' || answer.body?.code === 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE')
      return fail('unauthenticated', 'Give your password again, then a fresh code.');
    return fail('invalid', 'This code does not fit.', { fieldErrors: { code: 'This code does not fit.' } });
  }
  await forgive(attempt, clock.now());
  return completed(userId, answer.headers, visitor);
}

async function completed(userId: string, headers: Headers, visitor: Visitor): Promise<Result<SignedIn>> {
  await endSessionBefore(visitor.headers);
  const token = await rememberBrowser(userId, visitor.browserToken);
  await recordAudit(prisma(), doorkeeper, { action: 'session.create', targetType: 'user', targetId: userId });
  const preferences = await getPreferencesOf(userId);
  const browser = outgoingCookie(browserCookieName(), token, KNOWN_BROWSER_DAYS * 86_400);
  return ok({ cookies: [...cookiesOf(headers), browser], next: 'done', theme: preferences?.theme });
}

/** The library would check the code against a session that is still open here, maybe another person's. */
function withoutSession(headers: Headers): Headers {
  const copy = new Headers(headers);
  const others = cookiePairs(headers).filter((pair) => !pair.startsWith(`${sessionCookieName()}=`));
  copy.set('cookie', others.join('; '));
  return copy;
}

/** Signing in again in one browser ends the session it had; sessions past their time go as well. */
async function endSessionBefore(headers: Headers): Promise<void> {
  const pair = cookiePairs(headers).find((one) => one.startsWith(`${sessionCookieName()}=`)) ?? '';
  // Anybody on this host can plant a cookie over plain http: what is no token of ours is no session.
  const token = /^[\w-]+/.exec(pair.slice(sessionCookieName().length + 1))?.[0] ?? '';
  await prisma().$executeRaw`delete from sessions where token = ${token} or expires_at < now()`;
}

/** Whoever gave the right password and owes the code: the library keeps it under the value of its cookie. */
async function pendingUser(cookie: string | undefined): Promise<string | null> {
  const identifier = cookie?.slice(0, cookie.lastIndexOf('.')) ?? '';
  if (!/^[\w-]+$/.test(identifier)) return null;
  const rows = await prisma().$queryRaw`
    select value from verifications where identifier = ${identifier} and expires_at > now()`;
  return z.array(z.object({ value: z.uuid() })).parse(rows)[0]?.value ?? null;
}

async function noteRefusal(account: string, step: string): Promise<void> {
  const rows = await prisma().$queryRaw`
    select id::text from users where email = ${account.trim().toLowerCase()} or id::text = ${account}`;
  const id = z.array(z.object({ id: z.string() })).parse(rows)[0]?.id ?? 'unknown';
  await recordAudit(prisma(), doorkeeper, {
    action: 'session.refuse',
    targetType: 'user',
    targetId: id,
    details: { step },
  });
}

function tooMany(seconds: number): Failure {
  const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return fail('rate_limited', `Too many attempts failed. Try again in ${wait}.`, { retryAfterSeconds: seconds });
}

async function checked<T>(call: () => Promise<T>): Promise<T | APIError> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof APIError) return error;
    throw error;
  }
}
