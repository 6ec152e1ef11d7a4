import type { ReactNode } from 'react';
import { cx } from '#lib/class-names.ts';

export type StepState = 'done' | 'now' | 'open';

/** Lines to plug in, one below the other: a jack each, a dotted run between them, the cord in the one that is next. */
export function StepCord({ children }: { children: ReactNode }) {
  return <ol className="relative flex flex-col">{children}</ol>;
}

type StepProps = { state: StepState; title: string; text: ReactNode; children?: ReactNode };

const words: Record<StepState, string> = { done: 'Done', now: 'Next', open: 'Not yet' };

export function Step({ state, title, text, children }: StepProps) {
  return (
    <li className="group relative grid grid-cols-[32px_minmax(0,1fr)] gap-x-5 pb-12 last:pb-0 phone:gap-x-3">
      <span className="relative flex justify-center">
        <Jack state={state} />
        <span
          aria-hidden="true"
          className="absolute top-10 -bottom-10 left-1/2 -ml-px border-l-2 border-dotted border-line-strong group-last:hidden"
        />
      </span>
      <div className="min-w-0 pt-1">
        <h2 className="text-title">
          {title}
          <span className="sr-only">. {words[state]}</span>
        </h2>
        <p className="mt-1 text-ink-2">{text}</p>
        {children && <div className="mt-3">{children}</div>}
      </div>
    </li>
  );
}

function Jack({ state }: { state: StepState }) {
  return (
    <svg
      width="32"
      height="32"
      viewBox="0 0 32 32"
      fill="none"
      aria-hidden="true"
      className={cx('z-10 bg-page', state === 'now' || state === 'done' ? 'text-accent' : 'text-lamp-blind')}
    >
      <circle cx="16" cy="16" r="14.75" stroke="currentColor" strokeWidth="1.5" />
      {state === 'open' ? (
        <circle cx="16" cy="16" r="8.5" stroke="currentColor" strokeWidth="1.3" strokeDasharray="2.4 1.95" />
      ) : (
        <circle cx="16" cy="16" r="8" fill="currentColor" />
      )}
      {state === 'done' && (
        <path
          d="m12.5 16.2 2.5 2.5 4.6-5.4"
          stroke="var(--color-page)"
          strokeWidth="1.8"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      )}
    </svg>
  );
}
