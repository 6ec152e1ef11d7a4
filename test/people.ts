import { randomUUID } from 'node:crypto';
import type { Role } from '#lib/roles.ts';
import { hashPassword } from '#server/core/auth/password-hash.ts';
import { insertUser, storePassword } from '#server/core/auth/people.ts';
import type { OutgoingCookie } from '#server/core/auth/session-cookie.ts';
import { signIn, type Visitor } from '#server/core/auth/sign-in.ts';
import { prisma } from '#server/core/db/prisma.ts';

export const goodPassword = 'correct horse battery staple';
let hash: Promise<string> | undefined;

/** A person in `users` who can sign in with `goodPassword`. */
export async function person(role: Role = 'operator'): Promise<{ id: string; email: string }> {
  const email = `${role}-${randomUUID()}@example.org`;
  const id = await insertUser(prisma(), { email, name: `Some ${role}`, role });
  if (id === null) throw new Error('Taken.');
  hash ??= hashPassword(goodPassword);
  await storePassword(prisma(), id, await hash);
  return { id, email };
}

/** A request from a network of its own, with the cookies given. */
export function visitor(cookies: readonly OutgoingCookie[] = [], network: string = randomUUID()): Visitor {
  const cookieOf = (name: string) => cookies.find((cookie) => cookie.name.endsWith(name))?.value;
  const header = cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ');
  return {
    headers: new Headers({ cookie: header, 'user-agent': 'test' }),
    network,
    browserToken: cookieOf('.browser'),
    pendingCode: cookieOf('.two_factor'),
  };
}

/** The cookie header of a person of that role who has just signed in. */
export async function signedInCookie(role: Role): Promise<string> {
  const { email } = await person(role);
  const entered = await signIn(visitor(), { email, password: goodPassword, keep: false });
  if (!entered.ok) throw new Error(entered.message);
  return visitor(entered.value.cookies).headers.get('cookie') ?? '';
}
