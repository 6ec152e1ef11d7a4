'use client';

import { useTransition } from 'react';
import { PassView } from '#components/conversations/rules/pass-view.tsx';
import { usePass } from '#components/conversations/rules/use-pass.ts';
import { Button } from '#components/ui/button.tsx';
import { useToast } from '#components/ui/toast.tsx';
import type { PassReport } from '#lib/conversations/answers/pass-report.ts';
import { noAnswer } from '#lib/result.ts';
import { cancelPassAction } from '#server/conversations/evaluator/actions.ts';

/** The last pass that applied rules to the turns there are: while it runs how far it is, then what it changed. */
export function Applied({ pass, canEdit }: { pass: PassReport; canEdit: boolean }) {
  const { report, silent } = usePass(pass.id, pass);
  const toast = useToast();
  const [busy, start] = useTransition();
  const shown = report ?? pass;
  const stop = () =>
    start(async () => {
      const result = await cancelPassAction(pass.id).catch(noAnswer);
      if (!result.ok) toast({ tone: 'failed', text: result.message });
    });
  return (
    <div className="flex max-w-3xl flex-col items-start gap-3 px-5 py-3">
      <div className="w-full">
        <PassView report={shown} silent={silent} />
      </div>
      {canEdit && shown.state === 'waiting' && (
        <Button busy={busy} onClick={stop}>
          Stop here
        </Button>
      )}
    </div>
  );
}
