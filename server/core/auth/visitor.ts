import 'server-only';
import { cookies, headers } from 'next/headers';
import { themeCookie } from '#lib/theme.ts';
import { secureCookies } from '#server/core/auth/auth.ts';
import { CLIENT_ADDRESS_HEADER, networkOf } from '#server/core/auth/client-address.ts';
import type { Preferences } from '#server/core/auth/preferences.ts';
import {
  browserCookieName,
  type OutgoingCookie,
  outgoingCookie,
  secondFactorCookieName,
  sessionCookieName,
} from '#server/core/auth/session-cookie.ts';
import type { Visitor } from '#server/core/auth/sign-in.ts';

const YEAR_SECONDS = 365 * 86_400;

/** Who sent this request, before anybody is signed in. */
export async function currentVisitor(): Promise<Visitor> {
  const [incoming, jar] = await Promise.all([headers(), cookies()]);
  return {
    headers: new Headers(incoming),
    network: networkOf(incoming.get(CLIENT_ADDRESS_HEADER)),
    browserToken: jar.get(browserCookieName())?.value,
    pendingCode: jar.get(secondFactorCookieName())?.value,
  };
}

/** Sends cookies with the answer of a server action. */
export async function sendCookies(outgoing: readonly OutgoingCookie[]): Promise<void> {
  const jar = await cookies();
  for (const { name, value, ...attributes } of outgoing) jar.set(name, value, attributes);
}

/** Takes the session's cookies away; the browser stays known. */
export async function endCookies(): Promise<void> {
  await sendCookies([sessionCookieName(), secondFactorCookieName()].map((name) => outgoingCookie(name, '', 0)));
}

/** Sends the theme, from which the first paint is made; scripts may read it. */
export async function sendTheme(theme: Preferences['theme']): Promise<void> {
  const attributes = { path: '/', secure: secureCookies(), sameSite: 'lax', maxAge: YEAR_SECONDS } as const;
  (await cookies()).set(themeCookie, theme, attributes);
}

/** The address people see on the sign-in page: BASE_URL's host, else the one they typed. */
export async function currentHost(): Promise<string> {
  return (await headers()).get('host') ?? '';
}
