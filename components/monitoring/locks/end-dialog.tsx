'use client';

import { type ReactNode, useState } from 'react';
import { useRecentPassword } from '#components/layout/password-gate.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Textarea } from '#components/ui/input.tsx';
import { useToast } from '#components/ui/toast.tsx';
import type { Ending } from '#lib/monitoring/locks/effect.ts';
import type { Session } from '#lib/monitoring/sessions/sample.ts';
import { partyOf } from '#lib/monitoring/sessions/words.ts';
import { cancelBackendAction, terminateBackendAction } from '#server/monitoring/locks/actions.ts';

type EndProps = {
  session: Session;
  start: string;
  ending: Ending;
  /** What it comes to, for others and for itself. */
  effect: string;
  trigger: ReactNode;
  /** Told once a signal was sent: whether what it was to end is known to have ended. */
  onSent: (ended: boolean) => void;
};

const titles = { cancel: 'Cancel the statement of', terminate: 'End the session' } as const;

/** Asks for a reason, and ends a statement or a session. */
export function EndDialog({ session: newest, start, ending, effect, trigger, onSent }: EndProps) {
  const guarded = useRecentPassword();
  const toast = useToast();
  // What was shown when it opened is what ends: a pooled session goes on to another's work while a reason is written.
  const [asked, setAsked] = useState<{ session: Session; effect: string } | null>(null);
  const session = asked?.session ?? newest;
  const { pid } = session;
  const since = ending === 'cancel' ? session.statementSince : session.transactionSince;
  const act = ending === 'cancel' ? cancelBackendAction : terminateBackendAction;
  return (
    <ConfirmDialog
      trigger={trigger}
      title={`${titles[ending]} ${pid}?`}
      onOpenChange={(open) => setAsked(open ? { session: newest, effect } : null)}
      description={`It is ${partyOf(session)}. ${asked?.effect ?? effect}`}
      confirm={ending === 'cancel' ? 'Cancel statement' : 'End session'}
      keep="Let it run"
      note="The reason goes to the audit log."
      onConfirm={async (fields) => {
        const reason = String(fields.get('reason') ?? '');
        const sent = await guarded(() => act({ pid, backendStart: start, since, reason }));
        if (sent.ok) {
          toast({ tone: sent.value.ended ? 'done' : 'failed', text: sent.value.sentence });
          onSent(sent.value.ended === true);
        }
        return sent;
      }}
    >
      {session.statement !== null && (
        <pre className="rounded-control bg-sunken px-3 py-2 font-mono text-small whitespace-pre-wrap wrap-anywhere">
          {session.statement}
        </pre>
      )}
      <Field label="Reason">
        <Textarea name="reason" required minLength={3} maxLength={200} autoFocus />
      </Field>
    </ConfirmDialog>
  );
}
