import { redirect } from 'next/navigation';
import { SignInForm } from '#components/account/sign-in-form.tsx';
import { LoginFrame } from '#components/layout/login-board.tsx';
import { pathAfterSignIn } from '#lib/account/next.ts';
import { getActor } from '#server/core/auth/require-actor.ts';
import { currentHost } from '#server/core/auth/visitor.ts';

export const metadata = { title: 'Sign in' };

export default async function LoginPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const after = pathAfterSignIn((await searchParams).next);
  if ((await getActor()) !== null) redirect(after);
  return (
    <LoginFrame title="Sign in" host={await currentHost()}>
      <SignInForm after={after} />
    </LoginFrame>
  );
}
