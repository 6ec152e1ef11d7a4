import { signIn } from '#server/core/auth/sign-in.ts';
import { goodPassword, person, visitor } from '#test/people.ts';

/** Makes an admin and signs in. @returns the Cookie header of their browser */
export async function signedInCookie(): Promise<string> {
  const { email } = await person('admin');
  const signedIn = await signIn(visitor(), { email, password: goodPassword, keep: true });
  if (!signedIn.ok) throw new Error(signedIn.message);
  return signedIn.value.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ');
}
