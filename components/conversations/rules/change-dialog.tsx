'use client';

import { type ReactNode, useRef, useState, useTransition } from 'react';
import { PassView } from '#components/conversations/rules/pass-view.tsx';
import { usePass } from '#components/conversations/rules/use-pass.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogFoot } from '#components/ui/dialog.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { type Failure, noAnswer, type Result } from '#lib/result.ts';
import { cancelPassAction, saveRuleAction, tryRuleAction } from '#server/conversations/evaluator/actions.ts';

/** A change of the rules that somebody is about to make. */
export type Wish = {
  title: string;
  description: string;
  confirm: string;
  danger?: boolean;
  /** What there is to fill in; gets the sentence of a field. */
  fields?: (errorOf: (field: string) => string | undefined) => ReactNode;
  change: (fields: FormData) => unknown;
};

/** A change, tried on the history as often as one likes, then saved. */
export function ChangeDialog({ wish, onClose }: { wish: Wish; onClose: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const toast = useToast();
  const [failure, setFailure] = useState<Failure>();
  const [pass, setPass] = useState<number | null>(null);
  const { report, silent } = usePass(pass);
  const [trying, startTrial] = useTransition();
  const [saving, startSave] = useTransition();
  const isRunning = pass !== null && (report === null || report.state === 'waiting');

  const send = async (action: (change: unknown) => Promise<Result<{ pass: number }>>) => {
    if (form.current === null) return null;
    const result = await action(wish.change(new FormData(form.current))).catch(noAnswer);
    setFailure(result.ok ? undefined : result);
    return result.ok ? result.value.pass : null;
  };
  const stopTrial = () => {
    if (pass !== null && isRunning) void cancelPassAction(pass);
  };
  const tryIt = () => startTrial(async () => setPass(await send(tryRuleAction)));
  const save = () =>
    startSave(async () => {
      if ((await send(saveRuleAction)) === null) return;
      stopTrial();
      toast({ tone: 'done', text: 'Saved. It is being applied to the turns there are.' });
      onClose();
    });
  const leave = () => {
    stopTrial();
    onClose();
  };
  const forget = () => {
    stopTrial();
    setPass(null);
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && leave()}
      title={wish.title}
      description={wish.description}
      width="wide"
    >
      <form
        ref={form}
        method="post"
        noValidate
        onChange={forget}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
        className="flex flex-col gap-4"
      >
        {wish.fields?.((field) => failure?.fieldErrors?.[field])}
        {failure && failure.fieldErrors === undefined && (
          <p role="alert" className="text-crit">
            {failure.message}
          </p>
        )}
        {pass !== null && (
          <section aria-label="Tried on history" className="border-t border-line pt-3">
            {report === null ? (
              <p role="status">Waiting for the worker, which looks every few seconds.</p>
            ) : (
              <PassView report={report} silent={silent} />
            )}
          </section>
        )}
        <div className="-mx-5 -mb-4">
          <DialogFoot note="Changing it back undoes it.">
            {isRunning ? (
              <Button size={32} onClick={stopTrial}>
                Stop trying
              </Button>
            ) : (
              <Button size={32} busy={trying} onClick={tryIt}>
                Try on history
              </Button>
            )}
            <Button size={32} type="submit" variant={wish.danger ? 'danger' : 'primary'} busy={saving}>
              {wish.confirm}
            </Button>
          </DialogFoot>
        </div>
      </form>
    </Dialog>
  );
}
