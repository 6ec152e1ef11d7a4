import { LinkForm } from '#components/account/link-form.tsx';
import { LoginFrame } from '#components/layout/login-board.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { linkToken } from '#lib/account/schema.ts';
import { getLinkedPerson, type LinkedPerson } from '#server/account/links.ts';
import { currentHost } from '#server/core/auth/visitor.ts';

export const metadata = { title: 'Choose a password', referrer: 'no-referrer' };

const words: Record<LinkedPerson['purpose'], { title: string; confirm: string }> = {
  invite: { title: 'Welcome', confirm: 'Set password and sign in' },
  reset: { title: 'New password', confirm: 'Change password and sign in' },
};

/** An invitation or a reset, by a link that opens once. */
export default async function ResetPage({ params }: { params: Promise<{ token: string }> }) {
  const token = linkToken.safeParse((await params).token);
  const person = token.success ? await getLinkedPerson(token.data) : null;
  const host = await currentHost();
  if (!token.success || person === null) {
    return (
      <LoginFrame title="This link does not open" host={host}>
        <p className="text-ink-2">
          It was used already or is past its time. An admin of this server can make a new one.
        </p>
        <ButtonLink href="/login" size={32} className="mt-6">
          Go to sign-in
        </ButtonLink>
      </LoginFrame>
    );
  }
  const { title, confirm } = words[person.purpose];
  return (
    <LoginFrame title={title} host={host}>
      <p className="mb-5">
        {person.name} <span className="text-ink-3">{person.email}</span>
      </p>
      <LinkForm token={token.data} email={person.email} confirm={confirm} />
    </LoginFrame>
  );
}
