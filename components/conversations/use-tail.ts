'use client';

import { useEffect, useEffectEvent, useReducer } from 'react';
import { tailAnswerSchema } from '#lib/conversations/row.ts';
import { advanceTail, beginTail, type TailBase } from '#lib/conversations/tail.ts';

const EVERY_MS = 1_000;
const WHEN_FAILED_MS = 5_000;

/**
 * The rows of a page with what commits meanwhile. Asks once a second while `live` and in sight; `held`: what comes waits
 * behind a line instead of pushing what is being read. After an outage it goes on from the same mark: no gap, no repeat.
 */
export function useTail({
  page: { rows, older, mark },
  address,
  live,
  held,
}: {
  page: TailBase;
  address: string;
  live: boolean;
  held: boolean;
}) {
  const [tail, step] = useReducer(advanceTail, { rows, older, mark }, beginTail);
  // A page the server made anew is a new beginning.
  if (tail.base !== mark) step({ kind: 'restart', rows, older, mark });
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
