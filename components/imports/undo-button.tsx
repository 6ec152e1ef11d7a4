'use client';

import { Undo2 } from 'lucide-react';
import { useState, useTransition } from 'react';
import { Button, type ButtonSize } from '#components/ui/button.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { noAnswer } from '#lib/result.ts';
import { undoImportAction } from '#server/imports/actions.ts';

/** Takes an import back with one click; it can be imported again, so nothing is asked. */
export function UndoButton({ batch, fileName, size = 24 }: { batch: number; fileName: string; size?: ButtonSize }) {
  const toast = useToast();
  const [busy, start] = useTransition();
  const [asked, setAsked] = useState(false);
  const undo = () =>
    start(async () => {
      const result = await undoImportAction(batch).catch(noAnswer);
      if (result.ok) setAsked(true);
      toast(result.ok ? { text: `Import ${batch} is being taken back.` } : { tone: 'failed', text: result.message });
    });
  return (
    <Button
      size={size}
      icon={<Undo2 size={14} />}
      busy={busy}
      off={asked ? 'It is being taken back.' : false}
      aria-label={`Undo import ${batch}, ${fileName}`}
      onClick={undo}
    >
      Undo
    </Button>
  );
}
