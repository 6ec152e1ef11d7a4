'use client';

import { type ReactNode, useState, useTransition } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogClose } from '#components/ui/dialog.tsx';
import { noAnswer, type Result } from '#lib/result.ts';

type ConfirmProps = {
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: string;
  /** What will happen, to how many, and how it is taken back. */
  description: ReactNode;
  confirm: string;
  keep?: string;
  tone?: 'danger' | 'primary';
  note?: ReactNode;
  /** Fields that go with the answer: a reason, a password. */
  children?: ReactNode;
  /** Gets the fields. A failure stays in the dialog as its sentence, anything else closes it. */
  onConfirm: (fields: FormData) => Promise<Result<unknown>>;
};

/** Asks before something that is hard to take back. */
export function ConfirmDialog({
  trigger,
  open: given,
  onOpenChange,
  title,
  description,
  confirm,
  keep = 'Keep it',
  tone = 'danger',
  note,
  children,
  onConfirm,
}: ConfirmProps) {
  const [own, setOwn] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [busy, start] = useTransition();
  const open = given ?? own;
  const setOpen = (next: boolean) => {
    setOwn(next);
    setFailure(undefined);
    onOpenChange?.(next);
  };
  const send = (fields: FormData) =>
    start(async () => {
      const result = await onConfirm(fields).catch(noAnswer);
      if (result.ok) setOpen(false);
      else setFailure(Object.values(result.fieldErrors ?? {})[0] ?? result.message);
    });
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={trigger}
      title={title}
      description={description}
      note={note}
      footer={
        <>
          <DialogClose asChild>
            <Button size={32} keys={['Escape']}>
              {keep}
            </Button>
          </DialogClose>
          <Button size={32} variant={tone} type="submit" form={formId(title)} busy={busy}>
            {confirm}
          </Button>
        </>
      }
    >
      <form
        id={formId(title)}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          send(new FormData(event.currentTarget));
        }}
      >
        {children}
        {failure && (
          <p role="alert" className="text-base text-crit">
            {failure}
          </p>
        )}
      </form>
    </Dialog>
  );
}

function formId(title: string): string {
  return `confirm-${title.replaceAll(/\W+/g, '-').toLowerCase()}`;
}
