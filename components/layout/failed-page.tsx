'use client';

import { PulledPlate } from '#components/layout/plate.tsx';
import { WholePage } from '#components/layout/whole-page.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';

type FailedPageProps = { digest?: string; retry: () => void };

/** A page that broke while it was made. Nothing was saved by it; the digest finds the cause in the log. */
export function FailedPage({ digest, retry }: FailedPageProps) {
  return (
    <WholePage
      mark={<PulledPlate />}
      title="This page could not be made"
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
      <p role="alert">The server met a fault and has written it to its log. What you saved before is safe.</p>
      {digest && (
        <p className="mt-2 text-small text-ink-3">
          Fault <code className="font-mono">{digest}</code>
        </p>
      )}
    </WholePage>
  );
}
