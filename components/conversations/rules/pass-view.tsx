'use client';

import Link from 'next/link';
import { StateMark } from '#components/layout/state-mark.tsx';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { ProgressBar } from '#components/ui/progress-bar.tsx';
import type { PassReport, StateChange } from '#lib/conversations/answers/pass-report.ts';
import { sessionHref } from '#lib/conversations/params.ts';
import { countOf, formatCount } from '#lib/count.ts';

/** How far a pass is and what it found so far. */
export function PassView({ report, silent }: { report: PassReport; silent: boolean }) {
  const { turns, lookedAt, state, counts, examples } = report;
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {state === 'waiting' && (
        <ProgressBar label="Turns looked at" done={lookedAt} total={Math.max(turns, lookedAt, 1)} />
      )}
      <p role="status">{sentenceOf(report)}</p>
      {silent && (
        <p className="flex items-center gap-2 text-ink-2">
          <LampGlyph state="stale" />
          The server does not answer; it is asked every second.
        </p>
      )}
      {counts.length > 0 && (
        <ul aria-label="Changes of state" className="flex flex-col gap-1">
          {counts.map(({ from, to, count }) => (
            <li key={`${from}>${to}`} className="flex flex-wrap items-center gap-x-2">
              <span className="figures w-16 text-right">{formatCount(count)}</span>
              <Change from={from} to={to} />
            </li>
          ))}
        </ul>
      )}
      {examples.length > 0 && <Examples examples={examples} />}
    </div>
  );
}

function Examples({ examples }: Pick<PassReport, 'examples'>) {
  return (
    <details className="min-w-0">
      <summary className="touch cursor-pointer text-ink-2 hover:text-ink-1">
        {countOf(examples.length, 'example', 'examples')}
      </summary>
      <ol className="mt-1">
        {examples.map(({ id, from, to, sessionId, question, answer }) => (
          <li key={id} className="border-t border-line py-2">
            <p className="flex flex-wrap items-center gap-x-3 text-small">
              <Change from={from} to={to} />
              <Link
                href={sessionHref(sessionId)}
                target="_blank"
                prefetch={false}
                className="text-accent hover:underline"
                aria-label={`Session of turn ${id}, in a new tab`}
              >
                Session
              </Link>
            </p>
            <p className="mt-0.5 font-medium wrap-anywhere">{question}</p>
            <p className="wrap-anywhere text-ink-2">{answer === '' ? 'No answer text.' : answer}</p>
          </li>
        ))}
      </ol>
    </details>
  );
}

function Change({ from, to }: StateChange) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <StateMark state={from} words /> <span aria-hidden="true">→</span>
      <span className="sr-only">becomes</span> <StateMark state={to} words />
    </span>
  );
}

function sentenceOf({ dry, state, turns, lookedAt, counts }: PassReport): string {
  const changed = counts.reduce((sum, { count }) => sum + count, 0);
  const states = `${countOf(changed, 'state', 'states')}`;
  if (state === 'waiting')
    return lookedAt === 0
      ? 'Waiting for the worker, which looks every few seconds.'
      : `${formatCount(lookedAt)} of ${countOf(Math.max(turns, lookedAt), 'turn', 'turns')} looked at, ${states} ${dry ? 'would change' : 'changed'}.`;
  const looked = countOf(lookedAt, 'turn', 'turns');
  if (state === 'cancelled') return `Stopped after ${looked}; ${states} ${dry ? 'would have changed' : 'changed'}.`;
  if (dry && changed === 0) return `Of ${looked}, none would change its state.`;
  return dry
    ? `Of ${looked}, ${formatCount(changed)} would change ${changed === 1 ? 'its' : 'their'} state.`
    : `Applied to ${looked}; ${states} changed.`;
}
