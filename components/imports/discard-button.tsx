'use client';

import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { noAnswer } from '#lib/result.ts';
import { discardImportAction } from '#server/imports/actions.ts';

/** Gives up an import that changed nothing yet; the file is removed. */
export function DiscardButton({ batch }: { batch: number }) {
  const router = useRouter();
  const toast = useToast();
  const [busy, start] = useTransition();
  const discard = () =>
    start(async () => {
      const result = await discardImportAction(batch).catch(noAnswer);
      if (result.ok) router.push('/phonebook/import');
      else toast({ tone: 'failed', text: result.message });
    });
  return (
    <Button size={32} variant="quiet" busy={busy} onClick={discard}>
      Discard
    </Button>
  );
}
