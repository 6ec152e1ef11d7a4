import { expect, it } from 'vitest';
import { auth } from '#server/core/auth/auth.ts';
import { sessionCookie } from '#server/core/auth/session-cookie.ts';
import { signIn } from '#server/core/auth/sign-in.ts';
import { setEnvironment } from '#server/core/env.ts';
import { withDatabase } from '#test/database.ts';
import { goodPassword, person, visitor } from '#test/people.ts';

withDatabase();
setEnvironment({ BASE_URL: 'https://switchboard.example' });

it('sends only Secure cookies with __Host- over https, and reads them back', async () => {
  const { id, email } = await person();
  const signedIn = await signIn(visitor(), { email, password: goodPassword, keep: true });
  if (!signedIn.ok) throw new Error(signedIn.message);
  const { cookies } = signedIn.value;
  expect(cookies.map(({ name }) => name).toSorted()).toEqual([
    '__Host-switchboard.browser',
    '__Host-switchboard.session_token',
  ]);
  for (const { name, value, ...attributes } of cookies) {
    expect(attributes).toMatchObject({ secure: true, httpOnly: true, sameSite: 'lax', path: '/' });
    expect(Object.keys(attributes)).not.toContain('domain');
    expect(name.length + value.length).toBeLessThan(4096);
  }
  const found = await auth().api.getSession({ headers: visitor(cookies).headers });
  expect(found?.user.id).toBe(id);
  // A cookie that we sign ourselves is the same as the library's.
  const own = sessionCookie(found?.session.token ?? '', true);
  expect(own).toEqual(cookies.find(({ name }) => name === own.name));
});
