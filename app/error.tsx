'use client';

import { FailedPage } from '#components/layout/failed-page.tsx';

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <FailedPage digest={error.digest} retry={reset} />;
}
