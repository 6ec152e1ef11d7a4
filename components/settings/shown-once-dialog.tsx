'use client';

import { type ReactElement, type ReactNode, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SecretText } from '#components/ui/secret-text.tsx';

/** A secret with the title, the sentence and the name it is shown under. */
export type ShownOnce = { title: string; sentence: string; secret: string; what: string };

type ShownOnceDialogProps = {
  trigger: ReactElement;
  title: string;
  /** The form that makes the secret. */
  form: (onMade: (made: ShownOnce) => void) => ReactNode;
};

/** A form, and in its place what it made: a secret that is gone when the dialog closes. */
export function ShownOnceDialog({ trigger, title, form }: ShownOnceDialogProps) {
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<ShownOnce>();
  const show = (next: boolean) => {
    setOpen(next);
    setMade(undefined);
  };
  return (
    <Dialog open={open} onOpenChange={show} trigger={trigger} title={made?.title ?? title}>
      {made === undefined ? form(setMade) : <Secret made={made} onDone={() => show(false)} />}
    </Dialog>
  );
}

/** The same for a secret that was made elsewhere: open while there is one. */
export function SecretDialog({ made, onDone }: { made: ShownOnce | undefined; onDone: () => void }) {
  return (
    <Dialog open={made !== undefined} onOpenChange={(open) => !open && onDone()} title={made?.title ?? ''}>
      {made && <Secret made={made} onDone={onDone} />}
    </Dialog>
  );
}

function Secret({ made, onDone }: { made: ShownOnce; onDone: () => void }) {
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-2">{made.sentence}</p>
      <SecretText text={made.secret} what={made.what} />
      <div className="flex justify-end">
        <Button size={32} variant="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}
