'use client';

import { useEffect, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { FailedPanel } from '#components/ui/states.tsx';

/** A page of the console that broke: the frame around it stands, and the lamps say whether the house is at fault. */
export default function ConsoleError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  const [at, setAt] = useState('');
  useEffect(() => setAt(new Date().toLocaleTimeString('en-GB')), []);
  return (
    <FailedPanel
      title={`This page could not be made${at && ` at ${at}`}`}
      action={
        <Button onClick={retry} variant="primary">
          Try again
        </Button>
      }
    >
      The server met a fault and has written it to its log. What you saved before is safe.
      {error.digest && (
        <>
          {' '}
          The fault is <code className="font-mono text-small">{error.digest}</code>.
        </>
      )}
    </FailedPanel>
  );
}
