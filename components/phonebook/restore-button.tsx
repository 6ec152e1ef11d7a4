'use client';

import { useTransition } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { noAnswer } from '#lib/result.ts';
import { restoreContactAction } from '#server/phonebook/actions.ts';

/** Takes a deletion back. */
export function RestoreButton({ id, name, size = 24 }: { id: number; name: string; size?: 24 | 28 }) {
  const toast = useToast();
  const [busy, start] = useTransition();
  const restore = () =>
    start(async () => {
      const result = await restoreContactAction(id).catch(noAnswer);
      toast(result.ok ? { tone: 'done', text: `${name} restored.` } : { tone: 'failed', text: result.message });
    });
  return (
    <Button size={size} onClick={restore} busy={busy} aria-label={`Restore ${name}`}>
      Restore
    </Button>
  );
}
