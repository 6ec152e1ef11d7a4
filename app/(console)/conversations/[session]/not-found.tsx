import { PageHead } from '#components/layout/page-head.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { NothingFound } from '#components/ui/states.tsx';

export default function NoSuchSession() {
  return (
    <>
      <PageHead title="Session" />
      <NothingFound
        title="No turn bears this session."
        action={<ButtonLink href="/conversations">To the log</ButtonLink>}
      >
        It may have been erased, or its month is older than turns are kept.
      </NothingFound>
    </>
  );
}
