'use client';

import './globals.css';
import { FailedPage } from '#components/layout/failed-page.tsx';

/** Stands in for the whole document when even the layout failed. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en" data-theme="light">
      <body>
        <FailedPage digest={error.digest} retry={reset} />
      </body>
    </html>
  );
}
