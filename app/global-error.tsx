'use client';

import './globals.css';
import { FailedPage } from '#components/layout/failed-page.tsx';

/** Stands in for the whole document when even the layout failed. */
export default function GlobalError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <html lang="en" data-theme="light">
      <body>
        <FailedPage digest={error.digest} retry={retry} />
      </body>
    </html>
  );
}
