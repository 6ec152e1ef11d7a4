import { notFound } from 'next/navigation';
import { SetupForm } from '#components/account/setup-form.tsx';
import { LoginFrame } from '#components/layout/login-board.tsx';
import { linkToken } from '#lib/account/schema.ts';
import { isSetupOpen, isSetupToken } from '#server/account/links.ts';
import { currentHost } from '#server/core/auth/visitor.ts';

export const metadata = { title: 'First admin', referrer: 'no-referrer' };

/** There until the first admin is made, then gone for good. */
export default async function SetupPage({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  if (!(await isSetupOpen())) notFound();
  const token = linkToken.safeParse((await searchParams).token);
  const opens = token.success && (await isSetupToken(token.data));
  return (
    <LoginFrame title="First admin" host={await currentHost()}>
      {opens ? <SetupForm token={token.data} /> : <Closed />}
    </LoginFrame>
  );
}

function Closed() {
  return (
    <p className="text-ink-2">
      Open the one-time link that the start of this server printed. It opens once within 30 minutes; a restart prints a
      new one.
    </p>
  );
}
