'use client';

import { Eye, EyeOff } from 'lucide-react';
import { useTransition } from 'react';
import type { ShownThread } from '#components/conversations/use-thread.ts';
import { useRecentPassword } from '#components/layout/password-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { noAnswer } from '#lib/result.ts';
import { revealThreadAction } from '#server/conversations/actions.ts';

type RevealProps = {
  thread: ShownThread;
  /** The same thread as it is stored, while it is shown so. */
  revealed: ShownThread | null;
  onReveal: (thread: ShownThread) => void;
  onMask: () => void;
};

/** For who may see what is masked: says that it is, and shows the stored text on wish. */
export function RevealLine({ thread, revealed, onReveal, onMask }: RevealProps) {
  const guarded = useRecentPassword();
  const toast = useToast();
  const [busy, start] = useTransition();
  const reveal = () =>
    start(async () => {
      const result = await guarded(() =>
        revealThreadAction({ sessionId: thread.sessionId, around: thread.around }),
      ).catch(noAnswer);
      if (!result.ok) toast({ tone: 'failed', text: result.message });
      else if (result.value !== null) onReveal(result.value);
    });
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-6 py-2 text-ink-2 phone:px-4">
      <p role="status" className="min-w-0 flex-1">
        {revealed === null ? (
          'E-mail addresses, numbers and other personal data are masked.'
        ) : (
          <>
            The stored text, until you leave this page. The audit log keeps that you saw it.
            <StoredId thread={thread} revealed={revealed} />
          </>
        )}
      </p>
      <Button
        busy={busy}
        icon={revealed === null ? <Eye size={14} /> : <EyeOff size={14} />}
        onClick={revealed === null ? reveal : onMask}
      >
        {revealed === null ? 'Reveal' : 'Mask again'}
      </Button>
    </div>
  );
}

/** The session's id, where a handle stands for it: the heading and all addresses keep the handle. */
function StoredId({ thread, revealed }: { thread: ShownThread; revealed: ShownThread }) {
  const stored = revealed.rows[0]?.sessionId;
  if (stored === undefined || stored === thread.sessionId) return null;
  return (
    <>
      {' '}
      Session <span className="font-mono wrap-anywhere">{stored}</span>
    </>
  );
}
