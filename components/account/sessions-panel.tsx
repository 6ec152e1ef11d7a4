'use client';

import { useTransition } from 'react';
import { Section } from '#components/layout/section.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { Time } from '#components/ui/time.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { agentWords } from '#lib/account/agent.ts';
import type { Result } from '#lib/result.ts';
import { noAnswer } from '#lib/result.ts';
import { revokeOtherSessionsAction, revokeOwnSessionAction } from '#server/account/actions.ts';

export type SessionLine = {
  id: string;
  createdAt: Date;
  expiresAt: Date;
  address: string | null;
  agent: string | null;
  current: boolean;
};

/** Where this person is signed in, and the way to end any of it. */
export function SessionsPanel({ sessions, zone }: { sessions: readonly SessionLine[]; zone: string }) {
  const toast = useToast();
  const [busy, start] = useTransition();
  const end = (call: () => Promise<Result<unknown>>, text: string) =>
    start(async () => {
      const result = await call().catch(noAnswer);
      toast(result.ok ? { tone: 'done', text } : { tone: 'failed', text: result.message });
    });
  return (
    <Section title="Sessions" note="Where you are signed in. Ending one takes effect within a second.">
      <ul className="border-t border-line">
        {sessions.map((session) => (
          <li key={session.id} className="flex min-h-12 items-center gap-3 border-b border-line py-1.5">
            <div className="min-w-0 flex-1">
              <p>
                {agentWords(session.agent)} {session.current && <Badge tone="accent">this one</Badge>}
              </p>
              <p className="text-small text-ink-3">
                {session.address && <span className="figures">{session.address} · </span>}
                since <Time value={session.createdAt} zone={zone} style="moment" />, until{' '}
                <Time value={session.expiresAt} zone={zone} style="day" />
              </p>
            </div>
            {!session.current && (
              <Button
                size={24}
                busy={busy}
                aria-label={`End ${agentWords(session.agent)}`}
                onClick={() => end(() => revokeOwnSessionAction(session.id), 'Session ended.')}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <Button
          size={32}
          className="mt-4"
          busy={busy}
          onClick={() => end(revokeOtherSessionsAction, 'You are signed out everywhere else.')}
        >
          End all others
        </Button>
      )}
    </Section>
  );
}
