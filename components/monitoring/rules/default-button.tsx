'use client';

import { RotateCcw } from 'lucide-react';
import { useState, useTransition } from 'react';
import { useRecentPassword } from '#components/layout/password-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { noAnswer } from '#lib/result.ts';
import { resetRuleAction } from '#server/monitoring/rules/actions.ts';

/** Has a rule as it comes, switched on. */
export function DefaultButton({ rule, onDone }: { rule: string; onDone: () => void }) {
  const guarded = useRecentPassword();
  const [busy, start] = useTransition();
  const [message, setMessage] = useState('');
  const reset = () =>
    start(async () => {
      const done = await guarded(() => resetRuleAction(rule)).catch(noAnswer);
      if (done.ok) onDone();
      else setMessage(done.message);
    });
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button size={28} busy={busy} icon={<RotateCcw size={14} />} onClick={reset}>
        Back to default
      </Button>
      {message !== '' && (
        <p role="alert" className="text-crit">
          {message}
        </p>
      )}
    </div>
  );
}
