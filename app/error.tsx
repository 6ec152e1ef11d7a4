'use client';

import { FailedPage } from '#components/layout/failed-page.tsx';

export default function PageError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return <FailedPage digest={error.digest} retry={retry} />;
}
