'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useState } from 'react';
import { RevealLine } from '#components/conversations/reveal-line.tsx';
import { Thread, verdicts } from '#components/conversations/thread.tsx';
import { type ShownThread, useVerdicts } from '#components/conversations/use-thread.ts';
import { useKeys } from '#components/layout/keys.tsx';
import { sessionHref } from '#lib/conversations/params.ts';
import { parseQuery } from '#lib/conversations/query.ts';
import type { TurnDetail } from '#lib/conversations/turn-detail.ts';

type BoardProps = {
  thread: ShownThread;
  previous: string | null;
  next: string | null;
  query: string;
  zone: string;
  people: Record<string, ReactNode>;
  /** Whether the viewer may see what is masked. */
  mayReveal: boolean;
};

/** The page of one session: walked turn by turn, judged by one key, and on to the session before or after. */
export function SessionBoard({ thread: masked, previous, next, query, zone, people, mayReveal }: BoardProps) {
  const router = useRouter();
  const [revealed, setRevealed] = useState<BoardProps['thread']>();
  const thread = revealed ?? masked;
  const { rows, judge } = useVerdicts(thread);
  const [selected, select] = useSelectedTurn(rows, masked.around?.id ?? null);
  const position = rows.findIndex(({ id }) => id === selected);
  const step = (by: number) => {
    const row = rows[Math.min(Math.max(position + by, 0), rows.length - 1)];
    if (row === undefined) return;
    select(row.id);
    document.getElementById(`turn-${row.id}`)?.scrollIntoView({ block: 'nearest' });
  };
  const withTurn = (act: (turn: TurnDetail) => void) => {
    const turn = rows[position];
    if (turn !== undefined) act(turn);
  };
  useKeys('Session', [
    { keys: 'j', caps: ['J', 'K'], label: 'turn', foot: true, run: () => step(1) },
    { keys: 'k', caps: null, label: 'turn', run: () => step(-1) },
    { keys: 'ArrowDown', label: 'next turn', run: () => step(1) },
    { keys: 'ArrowUp', label: 'turn before', run: () => step(-1) },
    ...verdicts.map(({ state, key }, place) => ({
      keys: key,
      caps: place === 0 ? ['1', '2', '3'] : null,
      label: 'verdict',
      foot: place === 0,
      run: () => withTurn((turn) => judge(turn, state)),
    })),
    { keys: '0', label: 'take the verdict back', run: () => withTurn((turn) => judge(turn, null)) },
    {
      keys: '[',
      caps: ['[', ']'],
      label: 'session',
      foot: true,
      run: () => previous !== null && router.push(sessionHref(previous)),
    },
    { keys: ']', caps: null, label: 'session', run: () => next !== null && router.push(sessionHref(next)) },
  ]);
  return (
    <>
      {mayReveal && (
        <RevealLine
          thread={masked}
          revealed={revealed ?? null}
          onReveal={setRevealed}
          onMask={() => setRevealed(undefined)}
        />
      )}
      <Thread
        rows={rows}
        selected={selected}
        onSelect={select}
        onVerdict={judge}
        query={parseQuery(query)}
        zone={zone}
        people={people}
      />
    </>
  );
}

/** The turn that the address names, else the last one. */
function useSelectedTurn(rows: readonly TurnDetail[], around: string | null) {
  const [selected, select] = useState<string | null>(around ?? rows.at(-1)?.id ?? null);
  useEffect(() => {
    const named = window.location.hash.replace('#turn-', '');
    if (/^\d+$/.test(named)) select(named);
  }, []);
  return [selected, select] as const;
}
