import 'server-only';
import { cookies, headers } from 'next/headers';
import { forbidden, redirect } from 'next/navigation';
import { cache } from 'react';
import { type Permission, roleMay, roles } from '#lib/roles.ts';
import type { Settings } from '#lib/settings/schema.ts';
import { parseTheme } from '#lib/theme.ts';
import { type Actor, actorTag, sealActor, type UserActor } from '#server/core/auth/actor.ts';
import { auth } from '#server/core/auth/auth.ts';
import { type KnownSession, noteSession, recallSession } from '#server/core/auth/known-sessions.ts';
import type { Preferences } from '#server/core/auth/preferences.ts';
import { forMonitoring } from '#server/core/auth/viewer.ts';
import { isUnavailable, UnavailableError } from '#server/core/errors.ts';
import { noteActor } from '#server/core/request-context.ts';
import { getSettings, lastSettings } from '#server/core/settings/settings.ts';
import { within } from '#server/core/within.ts';

/**
 * The signed-in person who may `permission`. Called first in every page and action. Whoever is not signed in is sent to
 * /login; whoever may not gets the no-permission page with 403; whoever must first set up a second factor is sent to
 * /account. Nothing is cached between requests, so that an ended session is out at once.
 */
export async function requireActor(permission: Permission): Promise<Actor & UserActor> {
  const actor = await getActor();
  if (actor === null) redirect(`/login${await nextParameter()}`);
  if (!roleMay(actor.role, permission)) forbidden();
  if (permission !== 'account.own' && (await owesSecondFactor(actor))) redirect('/account?owed=second-factor');
  return actor;
}

/** Whether the settings ask this person's role for a second factor and there is none yet. */
export async function owesSecondFactor(actor: UserActor): Promise<boolean> {
  // The settings first: they are at hand, and a route handler looks its session up each time it asks.
  if (!(await pageSettings()).requireSecondFactorFor.includes(actor.role)) return false;
  return (await currentSession())?.secondFactor !== true;
}

/** The signed-in person, or null. */
export async function getActor(): Promise<(Actor & UserActor) | null> {
  return (await currentSession())?.actor ?? null;
}

/** Theme and time zone of the signed-in person, or null. */
export async function getPreferences(): Promise<Preferences | null> {
  return (await currentSession())?.preferences ?? null;
}

const currentSession = cache(async (): Promise<KnownSession | null> => {
  // Not the request's own header: a page drawn after an action that renewed the session must see the new cookie.
  const cookie = (await cookies()).toString();
  const looked = lookUp(cookie);
  if (!(await readsMonitoring())) return looked;
  const { patienceMs, rememberedMs } = forMonitoring;
  const answer = await within(patienceMs, looked, undefined);
  return answer ?? (answer === null ? null : (recallSession(cookie, rememberedMs) ?? looked));
});

async function lookUp(cookie: string): Promise<KnownSession | null> {
  const session = await findKnown(cookie);
  noteSession(cookie, session);
  return session;
}

async function findKnown(cookie: string): Promise<KnownSession | null> {
  const found = await findSession(new Headers({ cookie }));
  if (found === null || found.user.banned) return null;
  const { session, user } = found;
  const role = roles.find((known) => known === user.role);
  if (role === undefined) return null;
  const actor = sealActor({
    kind: 'user',
    id: user.id,
    name: user.name,
    email: user.email,
    role,
    sessionId: session.id,
    passwordAt: session.passwordAt ?? session.createdAt,
  });
  noteActor(actorTag(actor));
  const preferences = { theme: parseTheme(user.theme ?? undefined), timeZone: user.timeZone ?? null };
  return { actor, preferences, secondFactor: user.twoFactorEnabled === true };
}

/** The settings a page is drawn by: those in force; on monitoring those last seen when the database does not say. Waited for once a page. */
export const pageSettings = cache(async (): Promise<Settings> => {
  const settings = getSettings();
  const last = (await readsMonitoring()) ? lastSettings() : undefined;
  return last === undefined ? settings : within(forMonitoring.patienceMs, settings, last);
});

/** Whether a page of monitoring is asked for, which must come while the database does not answer. What is posted there may be an action, which is none. */
export async function readsMonitoring(): Promise<boolean> {
  const incoming = await headers();
  const isRead = ['GET', 'HEAD'].includes(incoming.get(METHOD_HEADER) ?? '');
  return isRead && /^\/monitoring(?![\w-])/.test(incoming.get(PATH_HEADER) ?? '');
}

/** Every page asks for its session first: a database that is away is known here, and told as such. */
async function findSession(headers: Headers) {
  try {
    return await auth().api.getSession({ headers, query: { disableCookieCache: true } });
  } catch (cause) {
    if (!isUnavailable(cause)) throw cause;
    throw new UnavailableError('The database did not say whose session this is.', { cause });
  }
}

/** Where to come back to after signing in: the page itself, told by our HTTP server. */
async function nextParameter(): Promise<string> {
  const path = (await headers()).get(PATH_HEADER);
  return path === null || path === '/' ? '' : `?next=${encodeURIComponent(path)}`;
}

/** The path and query of the page asked for, and how; set by the proxy, since a server component is told neither. */
const PATH_HEADER = 'x-switchboard-path';
const METHOD_HEADER = 'x-switchboard-method';
