import { PageHead } from '#components/layout/page-head.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { NothingFound } from '#components/ui/states.tsx';

export default function NoSuchGroup() {
  return (
    <>
      <PageHead title="Question" />
      <NothingFound
        title="There is no such group of questions."
        action={<ButtonLink href="/questions">All questions</ButtonLink>}
      >
        Its last question may have been erased, or the address is not whole.
      </NothingFound>
    </>
  );
}
