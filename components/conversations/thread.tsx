'use client';

import type { ReactNode } from 'react';
import { Pieces } from '#components/conversations/pieces.tsx';
import { StateMark, stateWords } from '#components/layout/state-mark.tsx';
import { Button } from '#components/ui/button.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { cx } from '#lib/class-names.ts';
import { decidingStep, evidenceOf, gapWords } from '#lib/conversations/evidence.ts';
import { highlight, pieces } from '#lib/conversations/highlight.ts';
import type { ParsedQuery } from '#lib/conversations/query.ts';
import type { TurnDetail } from '#lib/conversations/turn-detail.ts';
import { formatCount } from '#lib/count.ts';
import type { TurnState } from '#lib/measures/turn-filter.ts';
import { formatExact, formatInstant } from '#lib/time.ts';

/** What a person may say of a turn, each with its key. */
export const verdicts = [
  { state: 'answered', key: '1' },
  { state: 'unanswered', key: '2' },
  { state: 'partial', key: '3' },
] as const satisfies { state: TurnState; key: string }[];

type ThreadProps = {
  rows: readonly TurnDetail[];
  /** The turn the keys speak of. */
  selected: string | null;
  onSelect: (turn: string) => void;
  onVerdict: (turn: TurnDetail, state: TurnState | null) => void;
  query: ParsedQuery;
  zone: string;
  /** What stands below an answer: the people it names. */
  people?: Record<string, ReactNode>;
};

/** A session as a conversation: question, answer, what is thought of it, and the gaps between. */
export function Thread({ rows, selected, onSelect, onVerdict, query, zone, people = {} }: ThreadProps) {
  return (
    <ol aria-label="Turns of the session" className="py-2">
      {rows.map((turn, position) => (
        <li key={turn.id}>
          <Gap before={rows[position - 1]} after={turn} />
          <ThreadTurn
            turn={turn}
            isSelected={turn.id === selected}
            onSelect={onSelect}
            onVerdict={onVerdict}
            query={query}
            zone={zone}
          >
            {people[turn.id]}
          </ThreadTurn>
        </li>
      ))}
    </ol>
  );
}

function Gap({ before, after }: { before: TurnDetail | undefined; after: TurnDetail }) {
  const words = before === undefined ? null : gapWords(before.at, after.at);
  if (words === null) return null;
  return (
    <p className="flex items-center gap-2 px-6 text-small text-ink-3">
      {words}
      <span className="h-0 flex-1 border-t border-dotted border-line-strong" />
    </p>
  );
}

type TurnProps = Pick<ThreadProps, 'onSelect' | 'onVerdict' | 'query' | 'zone'> & {
  turn: TurnDetail;
  isSelected: boolean;
  children: ReactNode;
};

function ThreadTurn({ turn, isSelected, onSelect, onVerdict, query, zone, children }: TurnProps) {
  const instant = new Date(turn.at);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: the keys J and K do the same.
    <div
      id={`turn-${turn.id}`}
      data-selected={isSelected || undefined}
      onClick={() => onSelect(turn.id)}
      className={cx(
        'flex scroll-mt-16 gap-4 px-6 py-3 phone:px-4',
        isSelected && 'bg-sunken shadow-[inset_2px_0_0_var(--color-accent)]',
      )}
    >
      <time
        dateTime={turn.at}
        title={formatExact(instant, zone)}
        className="figures pt-0.5 whitespace-nowrap text-ink-2 phone:hidden"
      >
        {formatInstant(instant, zone, 'clock', instant)}
        {turn.at.slice(16, 19)}
      </time>
      <div className="min-w-0 flex-1">
        <p className="font-medium whitespace-pre-wrap wrap-anywhere">
          <Pieces pieces={pieces(turn.question, highlight(turn.question, query, 'question'))} />
        </p>
        <p className="mt-1 whitespace-pre-wrap wrap-anywhere text-ink-2">
          {turn.answer === '' ? (
            <span className="text-ink-3">No answer text.</span>
          ) : (
            <Pieces pieces={pieces(turn.answer, highlight(turn.answer, query, 'answer'))} />
          )}
        </p>
        {children}
        <p className="mt-1.5 flex flex-wrap items-center gap-x-3 text-small text-ink-2">
          <StateMark state={turn.state} words />
          <span>{turn.knowledgeBase ?? 'no knowledge base'}</span>
          {turn.responseMs !== null && <span className="figures">{formatCount(turn.responseMs)} ms</span>}
          {turn.mended && <span>came with characters that cannot be stored; � stands in their place</span>}
          <span className="hidden phone:inline">{formatInstant(instant, zone, 'clock', instant)}</span>
        </p>
        {isSelected && <Judgement turn={turn} onVerdict={onVerdict} />}
      </div>
    </div>
  );
}

function Judgement({ turn, onVerdict }: { turn: TurnDetail; onVerdict: TurnProps['onVerdict'] }) {
  const evidence = evidenceOf(turn);
  const deciding = decidingStep(evidence);
  return (
    <section aria-label="Why this state" className="mt-3 border-t border-line pt-2.5">
      <p className="text-small text-ink-2">
        {deciding === -1 ? undecidedWords(turn) : 'The first that speaks decides'}
      </p>
      <ol className="mt-1">
        {evidence.map(({ who, said, ground }, step) => (
          <li key={who} className="flex h-6 items-center gap-2.5 text-small">
            <span
              aria-hidden="true"
              className={cx('size-2.5 shrink-0 rounded-full border', dotLook(step === deciding, said !== null))}
            />
            <span className={cx('w-20', step === deciding && 'font-medium')}>{who}</span>
            <span className={cx('w-28', step === deciding ? 'font-medium' : 'text-ink-2')}>
              {said === null ? '–' : stateWords[said]}
            </span>
            <span className="truncate text-ink-2">{ground}</span>
          </li>
        ))}
      </ol>
      <div className="mt-2 flex flex-wrap gap-2">
        {verdicts.map(({ state, key }) => (
          <Button
            key={state}
            size={28}
            aria-pressed={turn.humanState === state}
            onClick={() => onVerdict(turn, turn.humanState === state ? null : state)}
          >
            {stateWords[state]} <Kbd keys={[key]} />
          </Button>
        ))}
        {turn.humanState !== null && (
          <Button size={28} variant="quiet" onClick={() => onVerdict(turn, null)}>
            Take back <Kbd keys={['0']} />
          </Button>
        )}
      </div>
    </section>
  );
}

function dotLook(decides: boolean, spoke: boolean): string {
  if (decides) return 'border-accent bg-accent';
  return spoke ? 'border-ink-2 bg-ink-3' : 'border-line-strong';
}

function undecidedWords({ rulesVersion }: TurnDetail): string {
  return rulesVersion === null
    ? 'Not looked at yet; it is within a few seconds'
    : 'Nobody speaks against it, so it counts as answered';
}
