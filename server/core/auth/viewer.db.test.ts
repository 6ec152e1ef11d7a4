import { afterEach, expect, test, vi } from 'vitest';
import type { Role } from '#lib/roles.ts';
import { type Actor, requirePermission, type UserActor } from '#server/core/auth/actor.ts';
import { endingSessions, noteSession, recallSession } from '#server/core/auth/known-sessions.ts';
import { sessionCookieName } from '#server/core/auth/session-cookie.ts';
import { forLamps, forMonitoring, getMonitoringViewer, getViewer } from '#server/core/auth/viewer.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { forgetSettings, getSettings } from '#server/core/settings/settings.ts';
import { userActor } from '#test/actors.ts';

import { withDatabase } from '#test/database.ts';

withDatabase();

afterEach(() => {
  vi.useRealTimers();
});

const away = (): Promise<never> => Promise.reject(new Error('no database'));
const hung = (): Promise<never> => new Promise(() => {});
const cookieOf = (token: string) => `theme=dark; ${sessionCookieName()}=${token}`;

function note(token: string, actor: Actor & UserActor, secondFactor = false): void {
  noteSession(cookieOf(token), { actor, preferences: { theme: 'system', timeZone: null }, secondFactor });
}

test('a viewer known from before is known while sessions cannot be looked up; a stranger is not', async () => {
  const actor = userActor('operator');
  note('one', actor);
  expect(await getViewer(cookieOf('one'), away, forLamps)).toEqual(actor);
  const began = performance.now();
  expect(await getViewer(cookieOf('one'), hung, forMonitoring)).toEqual(actor);
  expect(performance.now() - began).toBeLessThan(5_000);
  await expect(getViewer(cookieOf('two'), away, forLamps)).rejects.toThrow('within 1 s');
  await expect(getViewer('', away, forLamps)).rejects.toThrow('within 1 s');
  await expect(getViewer(cookieOf('one'), async () => null, forLamps)).resolves.toBeNull();
});

test('whoever owes a second factor sees no monitoring, also while sessions cannot be looked up', async () => {
  const admin = userActor('admin');
  note('owing', admin);
  await getSettings();
  expect(await getMonitoringViewer(cookieOf('owing'), away)).toEqual(admin);
  await requireSecondFactor(['admin']);
  for (const ask of [async () => admin, away, hung])
    await expect(getMonitoringViewer(cookieOf('owing'), ask)).rejects.toThrow(ForbiddenError);
  note('owing', admin, true);
  expect(await getMonitoringViewer(cookieOf('owing'), away)).toEqual(admin);
  await requireSecondFactor([]);
});

/** Which roles must have a second factor, set as the settings page does. */
async function requireSecondFactor(roles: Role[]): Promise<void> {
  await prisma().$executeRaw`
    insert into settings (key, value, updated_by) values ('requireSecondFactorFor', ${JSON.stringify(roles)}::jsonb, 'test')
    on conflict (key) do update set value = excluded.value`;
  forgetSettings();
  // Seen once, as by any page: a busy machine may take longer than a viewer waits.
  await getSettings();
}

test('what the database said of a session is forgotten after five minutes for monitoring, ten for the lamps', () => {
  vi.useFakeTimers({ now: Date.now(), toFake: ['Date'] });
  const actor = userActor('admin');
  note('one', actor);
  vi.setSystemTime(Date.now() + 5 * 60_000 + 1);
  expect(recallSession(cookieOf('one'), forMonitoring.rememberedMs)).toBeNull();
  expect(recallSession(cookieOf('one'), forLamps.rememberedMs)?.actor).toEqual(actor);
});

test('a session that is gone, and any end of sessions, drops what was known', async () => {
  note('one', userActor('admin'));
  noteSession(cookieOf('one'), null);
  expect(recallSession(cookieOf('one'), 60_000)).toBeNull();
  note('one', userActor('admin'));
  await endingSessions(userActor('admin'), async () => null);
  expect(recallSession(cookieOf('one'), 60_000)).toBeNull();
});

test('whoever was noted by another copy of these files, as Next makes them, may still do what they may', () => {
  const { id, name, email, sessionId, passwordAt } = userActor('admin');
  const foreign = { kind: 'user', role: 'admin', id, name, email, sessionId, passwordAt } as const;
  expect(() => requirePermission(Object.freeze(foreign) as unknown as Actor, 'lamps.read')).toThrow();
  note('one', Object.freeze(foreign) as unknown as Actor & UserActor);
  const recalled = recallSession(cookieOf('one'), 60_000);
  expect(() => recalled && requirePermission(recalled.actor, 'lamps.read')).not.toThrow();
});
