import { PageHead } from '#components/layout/page-head.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { NothingFound } from '#components/ui/states.tsx';

export default function NoSuchStatement() {
  return (
    <>
      <PageHead title="Query" />
      <NothingFound
        title="There is no such statement."
        action={<ButtonLink href="/monitoring/queries">All queries</ButtonLink>}
      >
        It has not run for over 100 days, or the address is not whole.
      </NothingFound>
    </>
  );
}
