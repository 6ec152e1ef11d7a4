import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Result } from '#lib/result.ts';
import { auth } from '#server/core/auth/auth.ts';
import type { OutgoingCookie } from '#server/core/auth/session-cookie.ts';
import { signIn, verifyCode } from '#server/core/auth/sign-in.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { withDatabase } from '#test/database.ts';
import { goodPassword, person, visitor } from '#test/people.ts';

withDatabase();

const hasty = { now: () => new Date(), sleep: async () => undefined };

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

function sessionOf(cookies: readonly OutgoingCookie[]): Promise<unknown> {
  return auth().api.getSession({ headers: visitor(cookies).headers });
}

it('signs in with the right password, and gives a new token each time', async () => {
  const { email, id } = await person('analyst');
  const first = value(await signIn(visitor(), { email, password: goodPassword, keep: false }, hasty));
  const second = value(await signIn(visitor(first.cookies), { email, password: goodPassword, keep: false }, hasty));
  const token = (cookies: readonly OutgoingCookie[]) =>
    cookies.find(({ name }) => name.endsWith('session_token'))?.value;
  expect(token(second.cookies)).not.toBe(token(first.cookies));
  expect(await sessionOf(second.cookies)).toMatchObject({ user: { id } });
  // The one before has ended: a token planted in the browser does not live on.
  expect(await sessionOf(first.cookies)).toBeNull();
});

it('refuses an unknown account and a wrong password with the same answer', async () => {
  const { email } = await person();
  const unknown = await signIn(visitor(), { email: 'nobody@example.org', password: goodPassword, keep: false }, hasty);
  const wrong = await signIn(visitor(), { email, password: 'incorrect horse battery', keep: false }, hasty);
  expect(unknown).toEqual(wrong);
  expect(wrong).toEqual({
    ok: false,
    code: 'unauthenticated',
    message: 'The e-mail address or the password is wrong.',
  });
});

it('answers both at the same time', async () => {
  const { email } = await person();
  const timed = async (address: string) => {
    const asked = performance.now();
    await signIn(visitor(), { email: address, password: 'incorrect horse battery', keep: false });
    return performance.now() - asked;
  };
  for (const took of [await timed(email), await timed('nobody@example.org'), await timed(email)])
    expect(took).toBeGreaterThanOrEqual(390);
});

it('counts failures whether the account exists or not', async () => {
  const { email } = await person();
  for (const address of [email, 'nobody-else@example.org']) {
    const from = visitor([], `network of ${address}`);
    for (let index = 0; index < 5; index += 1)
      await signIn(from, { email: address, password: 'wrong wrong', keep: false }, hasty);
    const sixth = await signIn(from, { email: address, password: goodPassword, keep: false }, hasty);
    expect(sixth).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 30 });
  }
});

it('lets the owner in from a known browser while others guess', async () => {
  const { email } = await person();
  const { cookies } = value(await signIn(visitor(), { email, password: goodPassword, keep: true }, hasty));
  const shared = 'one office';
  for (let index = 0; index < 6; index += 1)
    await signIn(visitor([], shared), { email, password: 'guess guess', keep: false }, hasty);
  const waits: number[] = [];
  const clock = { ...hasty, sleep: async (ms: number) => waits.push(ms) };
  const own = await signIn(visitor(cookies, shared), { email, password: goodPassword, keep: true }, clock);
  expect(own).toMatchObject({ ok: true });
  expect(waits).toEqual([0]);
});

it('is not fooled by the cookie of a browser that somebody else signed in with', async () => {
  const [victim, other] = [await person(), await person()];
  const { cookies } = value(await signIn(visitor(), { email: other.email, password: goodPassword, keep: true }, hasty));
  const from = visitor(cookies, 'strangers');
  for (let index = 0; index < 5; index += 1)
    await signIn(from, { email: victim.email, password: 'guess guess', keep: false }, hasty);
  expect(await signIn(from, { email: victim.email, password: 'guess guess', keep: false }, hasty)).toMatchObject({
    code: 'rate_limited',
  });
});

it('does not sign in a closed account', async () => {
  const { email, id } = await person();
  await prisma().$executeRaw`update users set banned = true where id = ${id}::uuid`;
  expect(await signIn(visitor(), { email, password: goodPassword, keep: false }, hasty)).toMatchObject({
    code: 'forbidden',
  });
});

it('asks for the second factor, takes a code or a recovery code once, and stops guessing', async () => {
  const { email, code, recoveryCodes } = await guarded();
  const half = value(await signIn(visitor(), { email, password: goodPassword, keep: false }, hasty));
  expect(half.next).toBe('code');
  expect(await sessionOf(half.cookies)).toBeNull();
  expect(await verifyCode(visitor(), { code: code() }, hasty)).toMatchObject({ code: 'unauthenticated' });
  const used = code();
  const whole = value(await verifyCode(visitor(half.cookies), { code: used }, hasty));
  expect(await sessionOf(whole.cookies)).toMatchObject({ user: { email } });
  const overlooked = value(await signIn(visitor(), { email, password: goodPassword, keep: false }, hasty));
  expect(await verifyCode(visitor(overlooked.cookies), { code: used }, hasty)).toMatchObject({ code: 'invalid' });

  const recovery = recoveryCodes[0] ?? '';
  const again = value(await signIn(visitor(), { email, password: goodPassword, keep: false }, hasty));
  expect(await verifyCode(visitor(again.cookies), { code: recovery }, hasty)).toMatchObject({ ok: true });
  const reused = value(await signIn(visitor(), { email, password: goodPassword, keep: false }, hasty));
  expect(await verifyCode(visitor(reused.cookies), { code: recovery }, hasty)).toMatchObject({ ok: false });

  const guessed = value(await signIn(visitor(), { email, password: goodPassword, keep: false }, hasty));
  const from = visitor(guessed.cookies, 'the guesser');
  for (let index = 0; index < 5; index += 1) await verifyCode(from, { code: `00000${index}` }, hasty);
  expect(await verifyCode(from, { code: code(1) }, hasty)).toMatchObject({ ok: false, code: 'rate_limited' });
});

it('lets the owner in by code from a known browser, or by recovery code, while whoever has the password guesses', async () => {
  const { email, code, recoveryCodes, browser } = await guarded();
  const half = async (cookies: readonly OutgoingCookie[] = []) =>
    value(await signIn(visitor(cookies), { email, password: goodPassword, keep: false }, hasty)).cookies;
  for (let index = 0; index < 20; index += 1) {
    const guess = await verifyCode(visitor(await half()), { code: `0000${index + 10}` }, hasty);
    expect(guess).toMatchObject({ code: 'invalid' });
  }
  expect(await verifyCode(visitor(await half()), { code: code() }, hasty)).toMatchObject({ code: 'rate_limited' });
  const known = await verifyCode(visitor([...(await half([browser])), browser]), { code: code() }, hasty);
  expect(known).toMatchObject({ ok: true });
  const elsewhere = await verifyCode(visitor(await half()), { code: recoveryCodes[0] ?? '' }, hasty);
  expect(elsewhere).toMatchObject({ ok: true });
});

it.each(['%', '%00', '%E0.x'])('signs in over the planted session cookie %j', async (planted) => {
  const { email, code } = await guarded();
  const over = (cookies: readonly OutgoingCookie[]) => {
    const from = visitor(cookies);
    const headers = new Headers({ cookie: `switchboard.session_token=${planted}; ${from.headers.get('cookie')}` });
    return { ...from, headers };
  };
  const half = value(await signIn(over([]), { email, password: goodPassword, keep: false }, hasty));
  const whole = value(await verifyCode(over(half.cookies), { code: code() }, hasty));
  expect(await sessionOf(whole.cookies)).toMatchObject({ user: { email } });
});

it('takes a planted cookie of a half sign-in for none', async () => {
  const planted = { ...visitor(), pendingCode: '\u0000.x' };
  expect(await verifyCode(planted, { code: '123456' }, hasty)).toMatchObject({ code: 'unauthenticated' });
});

it('signs in where another person’s session is open, and ends that one', async () => {
  const { email, code } = await guarded();
  const other = await person();
  const theirs = value(await signIn(visitor(), { email: other.email, password: goodPassword, keep: true }, hasty));
  const session = theirs.cookies.filter(({ name }) => name.endsWith('session_token'));
  const half = value(await signIn(visitor(session), { email, password: goodPassword, keep: false }, hasty));
  const whole = value(await verifyCode(visitor([...session, ...half.cookies]), { code: code() }, hasty));
  expect(await sessionOf(whole.cookies)).toMatchObject({ user: { email } });
  expect(await sessionOf(session)).toBeNull();
});

it('writes no address and no password into the audit log', async () => {
  const { email } = await person();
  await signIn(visitor(), { email, password: 'incorrect horse battery', keep: false }, hasty);
  await signIn(visitor(), { email: 'stranger@example.org', password: 'incorrect horse battery', keep: false }, hasty);
  const rows = await prisma()
    .$queryRaw`select concat_ws(' ', actor, action, target_id, details::text) as line from audit_log`;
  const lines = z
    .array(z.object({ line: z.string() }))
    .parse(rows)
    .map(({ line }) => line);
  expect(lines.filter((line) => line.includes('session.refuse')).length).toBeGreaterThan(1);
  expect(lines.join('\n')).not.toMatch(/@example\.org|horse/);
});

/** A person with a second factor, and the cookie of the browser it was set up in. */
async function guarded() {
  const { email } = await person();
  const { cookies } = value(await signIn(visitor(), { email, password: goodPassword, keep: false }, hasty));
  const { headers } = visitor(cookies);
  const enabled = await auth().api.enableTwoFactor({ body: { password: goodPassword }, headers });
  const browser = cookies.find(({ name }) => name.endsWith('.browser'));
  if (enabled.method !== 'totp' || browser === undefined) throw new Error('No authenticator.');
  const code = (step = 0) => totp(new URL(enabled.totpURI).searchParams.get('secret') ?? '', step);
  await auth().api.verifyTOTP({ body: { code: code(-1) }, headers });
  return { email, code, recoveryCodes: enabled.backupCodes, browser };
}

/** RFC 6238 with SHA-1, six digits and 30 s, as authenticators reckon it. */
function totp(base32: string, step: number): string {
  const bits = [...base32]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const secret = Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + step));
  const hmac = createHmac('sha1', secret).update(counter).digest();
  const offset = (hmac.at(-1) ?? 0) & 15;
  return String((hmac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
