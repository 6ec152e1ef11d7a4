'use client';

import { useEffect, useEffectEvent, useReducer } from 'react';
import { mergeRows, type TurnRow, tailAnswerSchema } from '#lib/conversations/row.ts';

/** What is shown, what waits behind the line, and how many that are; the mark is where the next question begins. */
type Tail = {
  rows: TurnRow[];
  waiting: TurnRow[];
  waitingCount: number;
  mark: string;
  failedSince: number | null;
  base: string;
};
type Step =
  | { kind: 'came'; rows: TurnRow[]; count: number; mark: string; held: boolean }
  | { kind: 'failed'; at: number }
  | { kind: 'show' }
  | { kind: 'restart'; rows: TurnRow[]; mark: string };

/** A page grows while it is watched, but not without end: older rows are a page further. */
const MOST_ROWS = 200;
const MOST_WAITING = 300;
const EVERY_MS = 1_000;
const WHEN_FAILED_MS = 5_000;

/**
 * The rows of a page with what commits meanwhile. Asks once a second while `live` and in sight; `held`: what comes waits
 * behind a line instead of pushing what is being read. After an outage it goes on from the same mark: no gap, no repeat.
 */
export function useTail({
  rows,
  mark,
  address,
  live,
  held,
}: {
  rows: TurnRow[];
  mark: string;
  address: string;
  live: boolean;
  held: boolean;
}) {
  const [tail, step] = useReducer(advance, { rows, mark }, begin);
  // A page the server made anew is a new beginning.
  if (tail.base !== mark) step({ kind: 'restart', rows, mark });
  const ask = useEffectEvent(async (signal: AbortSignal) => {
    try {
      const separator = address.includes('?') ? '&' : '?';
      const answer = await fetch(`${address}${separator}mark=${encodeURIComponent(tail.mark)}`, { signal });
      if (!answer.ok) throw new Error(`${answer.status}`);
      step({ kind: 'came', ...tailAnswerSchema.parse(await answer.json()), held });
      return EVERY_MS;
    } catch {
      if (!signal.aborted) step({ kind: 'failed', at: Date.now() });
      return WHEN_FAILED_MS;
    }
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address is another tail.
  useEffect(() => {
    if (!live) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const next = async () => {
      const wait = document.hidden ? EVERY_MS : await ask(abort.signal);
      if (!abort.signal.aborted) timer = setTimeout(next, wait);
    };
    timer = setTimeout(next, EVERY_MS);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [live, address]);
  return { ...tail, show: () => step({ kind: 'show' }) };
}

function begin({ rows, mark }: { rows: TurnRow[]; mark: string }): Tail {
  return { rows, waiting: [], waitingCount: 0, mark, failedSince: null, base: mark };
}

function advance(tail: Tail, step: Step): Tail {
  switch (step.kind) {
    case 'restart':
      return begin(step);
    case 'failed':
      return { ...tail, failedSince: tail.failedSince ?? step.at };
    case 'show':
      return { ...tail, rows: mergeRows(tail.rows, tail.waiting, MOST_ROWS), waiting: [], waitingCount: 0 };
    case 'came': {
      const known = { ...tail, mark: step.mark, failedSince: null };
      if (step.held) {
        const waiting = mergeRows(tail.waiting, step.rows, MOST_WAITING);
        return { ...known, waiting, waitingCount: tail.waitingCount + step.count };
      }
      return {
        ...known,
        rows: mergeRows(tail.rows, [...tail.waiting, ...step.rows], MOST_ROWS),
        waiting: [],
        waitingCount: 0,
      };
    }
  }
}
