import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Result } from '#lib/result.ts';
import { getLinkedPerson } from '#server/account/links.ts';
import { changePassword, confirmPassword } from '#server/account/password.ts';
import { findOwnSessions, revokeOtherSessions, revokeOwnSession } from '#server/account/sessions.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { auth } from '#server/core/auth/auth.ts';
import { createLink } from '#server/core/auth/one-time-link.ts';
import type { OutgoingCookie } from '#server/core/auth/session-cookie.ts';
import { signIn } from '#server/core/auth/sign-in.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { goodPassword, person, visitor } from '#test/people.ts';

withDatabase();

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

async function signedIn() {
  const { id, email } = await person('operator');
  const enter = async () => value(await signIn(visitor(), { email, password: goodPassword, keep: true })).cookies;
  const cookies = await enter();
  const found = await sessionOf(cookies);
  return { actor: userActor('operator', { id, email, sessionId: found?.session.id }), cookies, enter };
}

function sessionOf(cookies: readonly OutgoingCookie[]) {
  return auth().api.getSession({ headers: visitor(cookies).headers });
}

it('changes the password: every session ends, this browser gets a new one', async () => {
  const { actor, cookies, enter } = await signedIn();
  const elsewhere = await enter();
  const { cookie } = value(
    await changePassword(actor, visitor(cookies), { current: goodPassword, password: 'another good sentence' }),
  );
  expect(await sessionOf(cookies)).toBeNull();
  expect(await sessionOf(elsewhere)).toBeNull();
  expect(await sessionOf([cookie])).toMatchObject({ user: { id: actor.id } });
  const old = await signIn(visitor(), { email: actor.email, password: goodPassword, keep: false });
  expect(old).toMatchObject({ code: 'unauthenticated' });
});

it.each([
  { keep: true, seconds: 14 * 86_400 },
  { keep: false, seconds: undefined },
])('keeps the cookie of the new session as long as that of the old one: %o', async ({ keep, seconds }) => {
  const { id, email } = await person('operator');
  const { cookies } = value(await signIn(visitor(), { email, password: goodPassword, keep }));
  const found = await sessionOf(cookies);
  const actor = userActor('operator', { id, email, sessionId: found?.session.id });
  const form = { current: goodPassword, password: 'another good sentence' };
  const { cookie } = value(await changePassword(actor, visitor(cookies), form));
  expect(cookie.maxAge).toBe(seconds);
  expect(await sessionOf([cookie])).toMatchObject({ session: { expiresAt: found?.session.expiresAt } });
});

it('keeps the password when the one given is wrong or the new one is common', async () => {
  const { actor, cookies } = await signedIn();
  const wrong = await changePassword(actor, visitor(cookies), {
    current: 'not it at all',
    password: 'another good sentence',
  });
  expect(wrong).toMatchObject({ fieldErrors: { current: 'The password is wrong.' } });
  const common = await changePassword(actor, visitor(cookies), { current: goodPassword, password: 'password1234' });
  expect(common).toMatchObject({ fieldErrors: { password: expect.any(String) } });
  expect(await sessionOf(cookies)).not.toBeNull();
});

it('notes when the password was given again, and stops guessing after five', async () => {
  const { actor } = await signedIn();
  await prisma()
    .$executeRaw`update sessions set password_at = now() - interval '1 hour' where id = ${actor.sessionId}::uuid`;
  value(await confirmPassword(actor, 'here', goodPassword));
  const rows = await prisma().$queryRaw`
    select extract(epoch from now() - password_at)::float8 as age from sessions where id = ${actor.sessionId}::uuid`;
  expect(z.array(z.object({ age: z.number() })).parse(rows)[0]?.age).toBeLessThan(60);
  for (let index = 0; index < 5; index += 1) await confirmPassword(actor, 'here', 'a guess');
  expect(await confirmPassword(actor, 'here', goodPassword)).toMatchObject({ code: 'rate_limited' });
});

it('ends one session or all others of whoever asks, and nobody else’s', async () => {
  const { actor, cookies, enter } = await signedIn();
  const stranger = await signedIn();
  await enter();
  const [first] = (await findOwnSessions(actor)).filter((session) => !session.current);
  expect(await revokeOwnSession(stranger.actor, first?.id ?? '')).toMatchObject({ code: 'not_found' });
  expect(await revokeOwnSession(actor, first?.id ?? '')).toMatchObject({ ok: true });
  await enter();
  expect(await revokeOtherSessions(actor)).toEqual({ ok: true, value: { ended: 1 } });
  expect(await findOwnSessions(actor)).toMatchObject([{ id: actor.sessionId, current: true }]);
  expect(await sessionOf(cookies)).not.toBeNull();
  expect(await sessionOf(stranger.cookies)).not.toBeNull();
});

it('a reset link does not outlive a change of the password', async () => {
  const { actor, cookies } = await signedIn();
  const { token } = await createLink(prisma(), systemActor('test'), { purpose: 'reset', userId: actor.id });
  expect(await getLinkedPerson(token)).not.toBeNull();
  value(await changePassword(actor, visitor(cookies), { current: goodPassword, password: 'another good sentence' }));
  expect(await getLinkedPerson(token)).toBeNull();
});
