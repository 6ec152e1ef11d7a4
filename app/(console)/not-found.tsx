import { ButtonLink } from '#components/ui/button.tsx';
import { NothingFound } from '#components/ui/states.tsx';

/** An address of the console whose thing is not there, or no longer. */
export default function ConsoleNotFound() {
  return (
    <NothingFound title="Nothing at this address" action={<ButtonLink href="/">Go to the home page</ButtonLink>}>
      It may have been deleted, or the address lost a part on its way here.
    </NothingFound>
  );
}
