import 'server-only';
import { createHmac } from 'node:crypto';
import { parseSetCookieHeader } from 'better-auth/cookies';
import { cookieName, SESSION_DAYS, secureCookies } from '#server/core/auth/auth.ts';
import { authSecret } from '#server/core/auth/secret.ts';

/** A cookie to set, in the words of Next's `cookies().set`. */
export type OutgoingCookie = {
  name: string;
  value: string;
  httpOnly: true;
  secure: boolean;
  sameSite: 'lax';
  path: '/';
  /** Seconds; undefined ends with the browser. */
  maxAge?: number;
};

export const sessionCookieName = (): string => cookieName('session_token');
export const browserCookieName = (): string => cookieName('browser');
export const secondFactorCookieName = (): string => cookieName('two_factor');

/** A cookie of ours with the attributes every one of them has. */
export function outgoingCookie(name: string, value: string, maxAge?: number): OutgoingCookie {
  return { name, value, httpOnly: true, secure: secureCookies(), sameSite: 'lax', path: '/', maxAge };
}

/** Whether the session of a request ends with its browser: the sign-in library says so in a cookie beside the session's. */
export function endsWithBrowser(headers: Headers): boolean {
  return cookiePairs(headers).some((pair) => pair.startsWith(`${cookieName('dont_remember')}=`));
}

/** The cookies of a request, each as `name=value`. */
export function cookiePairs(headers: Headers): string[] {
  return (headers.get('cookie') ?? '').split(/;\s*/).filter(Boolean);
}

/** The cookie of a session that we made or renewed ourselves, signed as the sign-in library signs its own. */
export function sessionCookie(token: string, keepForDays: boolean): OutgoingCookie {
  const signature = createHmac('sha256', authSecret()).update(token).digest('base64');
  return outgoingCookie(sessionCookieName(), `${token}.${signature}`, keepForDays ? SESSION_DAYS * 86_400 : undefined);
}

/** The cookies that the sign-in library wants set, with our attributes. */
export function cookiesOf(headers: Headers): OutgoingCookie[] {
  const parsed = headers.getSetCookie().flatMap((line) => [...parseSetCookieHeader(line)]);
  return parsed.map(([name, cookie]) => outgoingCookie(name, decodeURIComponent(cookie.value), cookie['max-age']));
}
