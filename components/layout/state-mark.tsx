import { Check, CircleDashed, Diamond } from 'lucide-react';
import type { TurnState } from '#lib/measures/turn-filter.ts';

/** The states in words, as the page says them. */
export const stateWords: Record<TurnState, string> = {
  answered: 'Answered',
  unanswered: 'Unanswered',
  partial: 'Partly answered',
  unknown: 'Not known yet',
};

/** The state of a turn by its form: check, diamond, half disc, dashed ring. */
export function StateMark({ state, words = false }: { state: TurnState; words?: boolean }) {
  return (
    <span className="inline-flex items-center gap-1.5 align-middle" title={words ? undefined : stateWords[state]}>
      <Glyph state={state} />
      <span className={words ? 'text-ink-2' : 'sr-only'}>{stateWords[state]}</span>
    </span>
  );
}

function Glyph({ state }: { state: TurnState }) {
  switch (state) {
    case 'answered':
      return <Check size={14} aria-hidden="true" className="shrink-0 text-ink-2" />;
    case 'unanswered':
      return <Diamond size={13} aria-hidden="true" className="shrink-0 fill-chart-2 text-chart-2" />;
    case 'partial':
      return (
        <svg viewBox="0 0 14 14" aria-hidden="true" className="size-3.5 shrink-0 text-chart-2">
          <circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M7 2a5 5 0 0 0 0 10Z" fill="currentColor" />
        </svg>
      );
    case 'unknown':
      return <CircleDashed size={14} aria-hidden="true" className="shrink-0 text-ink-3" />;
  }
}
