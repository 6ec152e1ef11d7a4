'use client';

import { useEffect, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { FailedPanel } from '#components/ui/states.tsx';
import { faultOf } from '#lib/fault.ts';

/** A page of the console that broke: the frame around it stands, and the lamps say whether the house is at fault. */
export default function ConsoleError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  const [at, setAt] = useState('');
  useEffect(() => setAt(new Date().toLocaleTimeString('en-GB')), []);
  const { title, sentence, logged } = faultOf(error.digest);
  return (
    <FailedPanel
      title={`${title}${at && ` at ${at}`}`}
      action={
        <Button onClick={retry} variant="primary">
          Try again
        </Button>
      }
    >
      {sentence}
      {logged && (
        <>
          {' '}
          The fault is <code className="font-mono text-small">{logged}</code>.
        </>
      )}
    </FailedPanel>
  );
}
