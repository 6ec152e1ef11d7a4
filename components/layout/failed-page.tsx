'use client';

import { PulledPlate } from '#components/layout/plate.tsx';
import { WholePage } from '#components/layout/whole-page.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { faultOf } from '#lib/fault.ts';

type FailedPageProps = { digest?: string; retry: () => void };

/** A page that broke while it was made. Nothing was saved by it; the digest finds the cause in the log. */
export function FailedPage({ digest, retry }: FailedPageProps) {
  const { title, sentence, logged } = faultOf(digest);
  return (
    <WholePage
      mark={<PulledPlate />}
      title={title}
      actions={
        <>
          <Button variant="primary" size={32} onClick={retry}>
            Try again
          </Button>
          <ButtonLink href="/" size={32}>
            Go to the home page
          </ButtonLink>
        </>
      }
    >
      <p role="alert">{sentence}</p>
      {logged && (
        <p className="mt-2 text-small text-ink-3">
          Fault <code className="font-mono">{logged}</code>
        </p>
      )}
    </WholePage>
  );
}
