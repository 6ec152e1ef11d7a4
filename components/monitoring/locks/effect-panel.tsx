'use client';

import { useState } from 'react';
import { PanelHead } from '#components/layout/page-head.tsx';
import { EndDialog } from '#components/monitoring/locks/end-dialog.tsx';
import { Dot } from '#components/monitoring/locks/fate.tsx';
import { Button } from '#components/ui/button.tsx';
import { countOf } from '#lib/count.ts';
import type { Ending, Fate } from '#lib/monitoring/locks/effect.ts';
import { againWords, keptWords } from '#lib/monitoring/locks/kept.ts';
import { hasWork } from '#lib/monitoring/locks/tree.ts';
import type { Session, Sessions } from '#lib/monitoring/sessions/sample.ts';
import { doingOf, isIdleInTransaction, partyOf, pidsOf } from '#lib/monitoring/sessions/words.ts';

type EffectProps = {
  sample: Sessions;
  session: Session | undefined;
  ending: Ending;
  fates: readonly Fate[];
  mayAct: boolean;
};

/** What comes of it when the chosen session's statement, or the session, is ended, and the buttons that do it. */
export function EffectPanel({ sample, session, ending, fates, mayAct }: EffectProps) {
  if (session === undefined)
    return (
      <section aria-label="If you cancel one">
        <PanelHead title="If you cancel one" />
        <p className="px-5 py-3 text-ink-2">Choose a session by its pid: what its end would free is told here.</p>
      </section>
    );
  const title = ending === 'cancel' ? `If you cancel ${session.pid}` : `If you end ${session.pid}`;
  return (
    <section aria-label={title}>
      <PanelHead title={title} />
      <div className="flex flex-col gap-4 px-5 py-4">
        <div>
          <p className="font-medium">{partyOf(session)}</p>
          <p className="text-ink-2">{doingOf(session, sample.at)}</p>
        </div>
        <Counts fates={fates} waiting={sample.locks.waits.length > 0} />
        <p className="max-w-prose text-ink-2">{ownEffect(session, ending, sample)}</p>
        <Buttons
          key={`${session.pid} ${session.start}`}
          session={session}
          ending={ending}
          effect={effectWords(session, ending, fates, sample)}
          mayAct={mayAct}
        />
      </div>
    </section>
  );
}

function Counts({ fates, waiting }: { fates: readonly Fate[]; waiting: boolean }) {
  if (!waiting) return <p className="text-ink-2">Nobody waits for it.</p>;
  const then = fates.filter(({ fate }) => fate === 'then');
  const lines = [
    { form: 'free', words: 'go free at once', count: fates.filter(({ fate }) => fate === 'free').length },
    {
      form: 'then',
      words: `then wait for ${pidsOf([...new Set(then.flatMap(({ behind }) => behind))])}`,
      count: then.length,
    },
    { form: 'waits', words: 'wait as before', count: fates.filter(({ fate }) => fate === 'waits').length },
  ] as const;
  return (
    <ul>
      {lines
        .filter(({ form, count }) => form === 'free' || count > 0)
        .map(({ form, words, count }) => (
          <li key={form} className="flex items-center gap-3 border-b border-line py-1.5">
            <Dot form={form} />
            {words}
            <span className="figures ml-auto font-medium">{count}</span>
          </li>
        ))}
    </ul>
  );
}

type ButtonsProps = { session: Session; ending: Ending; effect: string; mayAct: boolean };

function Buttons({ session, ending, effect, mayAct }: ButtonsProps) {
  const [failed, setFailed] = useState(false);
  const { start } = session;
  if (!mayAct) return <p className="text-ink-2">Admins may cancel statements and end sessions.</p>;
  if (session.kind !== 'client' || start === null || session.kept !== undefined)
    return <p className="text-ink-2">{keptWords(session) ?? 'It is not ended from here.'}</p>;
  const nothingToCancel = ending === 'terminate';
  const dialog = { session, start, effect, onSent: (ended: boolean) => setFailed(!ended) };
  return (
    <div className="flex flex-col gap-2">
      {nothingToCancel ? (
        <Button variant="danger-quiet" size={32} off="It runs no statement that could be cancelled">
          Cancel statement…
        </Button>
      ) : (
        <EndDialog
          {...dialog}
          ending="cancel"
          trigger={
            <Button variant="danger-quiet" size={32} data-end="first">
              Cancel statement…
            </Button>
          }
        />
      )}
      {nothingToCancel || failed ? (
        <EndDialog
          {...dialog}
          ending="terminate"
          trigger={
            <Button variant="danger-quiet" size={32} data-end={nothingToCancel ? 'first' : undefined}>
              End session…
            </Button>
          }
        />
      ) : (
        <Button size={32} off="Cancel first; this is the next step where that fails">
          End session, if cancel fails
        </Button>
      )}
      <p className="text-small text-ink-3">
        Asks for your password and a reason. The reason and your name go to the audit log.
      </p>
    </div>
  );
}

/** What it loses itself. */
function ownEffect(session: Session, ending: Ending, { locks }: Sessions): string {
  if (session.kind === 'autovacuum')
    return 'Autovacuum gives way by itself to whoever needs its table, unless it prevents wraparound.';
  if (ending === 'terminate')
    return isIdleInTransaction(session)
      ? 'It runs no statement at this moment. Ending the session takes back what it has not committed.'
      : 'It runs no statement and has no transaction open. Its program connects again when it needs to.';
  const caution = locks.savepoints.includes(session.pid)
    ? ' It works within savepoints, so a cancel may leave it holding what it locked before.'
    : againWords(session);
  if (locks.waits.some(({ pid }) => pid === session.pid))
    return `It waits for its lock itself, so what it waits for has not begun.${hasWork(locks, session.pid) ? ' What its transaction did before is taken back.' : ''}${caution}`;
  return `Its statement is broken off and its transaction taken back.${caution}`;
}

function effectWords(session: Session, ending: Ending, fates: readonly Fate[], sample: Sessions): string {
  const free = fates.filter(({ fate }) => fate === 'free').length;
  const freed = sample.locks.waits.length === 0 ? '' : `${countOf(free, 'session goes', 'sessions go')} free at once. `;
  return `${freed.charAt(0).toUpperCase()}${freed.slice(1)}${ownEffect(session, ending, sample)}`;
}
