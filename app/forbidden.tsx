import { GuardedPlate } from '#components/layout/plate.tsx';
import { WholePage } from '#components/layout/whole-page.tsx';
import { ButtonLink } from '#components/ui/button.tsx';

export const metadata = { title: 'Not for this account' };

/** Signed in, and not allowed: outside the console's frame, where nobody's role is known. */
export default function Forbidden() {
  return (
    <WholePage
      mark={<GuardedPlate />}
      title="Not for this account"
      actions={
        <ButtonLink href="/" variant="primary" size={32}>
          Go to the home page
        </ButtonLink>
      }
    >
      Your role does not open this page. An admin of this server can change that.
    </WholePage>
  );
}
