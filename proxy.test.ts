import { NextRequest } from 'next/server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noteSession } from '#server/core/auth/known-sessions.ts';
import { getActor } from '#server/core/auth/require-actor.ts';
import { sessionCookieName } from '#server/core/auth/session-cookie.ts';
import { userActor } from '#test/actors.ts';
import { proxy } from './proxy.ts';

const asked = vi.hoisted(() => ({ headers: new Headers(), answer: Promise.withResolvers<null>() }));
vi.mock('next/headers', () => ({
  headers: async () => asked.headers,
  cookies: async () => ({ toString: () => asked.headers.get('cookie') ?? '' }),
}));
vi.mock('#server/core/auth/auth.ts', () => ({
  auth: () => ({ api: { getSession: () => asked.answer.promise } }),
  cookieName: (name: string) => name,
}));

const cookie = `${sessionCookieName()}=known`;
const actor = userActor('admin');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  asked.answer = Promise.withResolvers();
  noteSession(cookie, { actor, preferences: { theme: 'system', timeZone: null }, secondFactor: false });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Whose request it is to Next, given the headers that it has from the proxy, when the look-up ends after ten seconds with nobody. */
async function actorOf(path: string, init: { method: string; body?: FormData }) {
  const request = new NextRequest(`http://localhost${path}`, { ...init, headers: { cookie } });
  const passed = proxy(request).headers;
  asked.headers = new Headers(
    (passed.get('x-middleware-override-headers') ?? '')
      .split(',')
      .map((name): [string, string] => [name, passed.get(`x-middleware-request-${name}`) ?? '']),
  );
  const found = getActor();
  await vi.advanceTimersByTimeAsync(10_000);
  asked.answer.resolve(null);
  return found;
}

test.each(['GET', 'HEAD'])('while the look-up hangs, whoever was known reads monitoring by %s', async (method) => {
  expect(await actorOf('/monitoring/alerts?at=1', { method })).toMatchObject({ id: actor.id });
});

test('other pages wait for the look-up', async () => {
  expect(await actorOf('/phonebook', { method: 'GET' })).toBeNull();
});

test('what is posted to monitoring waits for the look-up, also as a form that names its action within', async () => {
  const body = new FormData();
  body.set(`$ACTION_ID_${'a'.repeat(42)}`, '');
  expect(await actorOf('/monitoring/alerts', { method: 'POST', body })).toBeNull();
});
