import { LostPlate } from '#components/layout/plate.tsx';
import { WholePage } from '#components/layout/whole-page.tsx';
import { ButtonLink } from '#components/ui/button.tsx';

export const metadata = { title: 'No such page' };

/** An address that leads nowhere. Says nothing about what exists: it is also seen before sign-in. */
export default function NotFound() {
  return (
    <WholePage
      mark={<LostPlate />}
      title="No line at this address"
      actions={
        <ButtonLink href="/" variant="primary" size={32}>
          Go to the home page
        </ButtonLink>
      }
    >
      The page may have moved, or the address lost a part on its way here.
    </WholePage>
  );
}
