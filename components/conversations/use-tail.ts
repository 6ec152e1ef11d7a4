'use client';

import { useEffect, useEffectEvent, useReducer } from 'react';
import { statesAnswerSchema, type TailAnswer, tailAnswerSchema } from '#lib/conversations/row.ts';
import { advanceTail, beginTail, type TailBase, whyFailed } from '#lib/conversations/tail.ts';

const EVERY_MS = 1_000;
/** After a failure, or when the page is to be made anew. */
const WHEN_FAILED_MS = 5_000;
/** After so many questions what is shown is held against the log: a verdict or a rule changes turns that came long ago. */
const CHECK_AFTER = 5;

/**
 * The rows of a page with what commits meanwhile. Asks once a second while `live` and in sight; `held`: what comes waits
 * behind a line instead of pushing what is being read. Every few seconds the states of what is shown are asked for too. After an outage it goes on from the same mark: no gap, no repeat.
 */
export function useTail({
  page: { rows, older, searchedTo, mark },
  address,
  live,
  held,
  renew,
}: {
  page: TailBase;
  address: string;
  live: boolean;
  held: boolean;
  /** Has the page made anew: so much came that it cannot be told. */
  renew: () => void;
}) {
  const [tail, step] = useReducer(advanceTail, { rows, older, searchedTo, mark }, beginTail);
  if (tail.base !== mark) step({ kind: 'page', rows, older, searchedTo, mark, held });
  const ask = useEffectEvent(async (signal: AbortSignal) => {
    try {
      const separator = address.includes('?') ? '&' : '?';
      const answer = await fetch(`${address}${separator}mark=${encodeURIComponent(tail.mark)}`, { signal });
      if (!answer.ok) {
        step({ kind: 'failed', at: Date.now(), why: whyFailed(answer.status) });
        return WHEN_FAILED_MS;
      }
      const came = tailAnswerSchema.parse(await answer.json());
      if (came.isPast) {
        step({ kind: 'past', held });
        if (!held || tail.beginsAnew) renew();
      } else step({ kind: 'came', ...came, held });
      return came.isPast ? WHEN_FAILED_MS : EVERY_MS;
    } catch {
      if (!signal.aborted) step({ kind: 'failed', at: Date.now(), why: 'unanswered' });
      return WHEN_FAILED_MS;
    }
  });
  const check = useEffectEvent(async (signal: AbortSignal) => {
    const asked = tail.rows.map(({ at, id }) => ({ at, id }));
    if (asked.length === 0) return;
    try {
      const [path = ''] = address.split('?');
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(asked), signal });
      if (answer.ok)
        step({ kind: 'changed', base: tail.base, asked, states: statesAnswerSchema.parse(await answer.json()) });
    } catch {
      // The next question for what is new tells of an outage.
    }
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address is another tail.
  useEffect(() => {
    if (!live) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    let questions = 0;
    const next = async () => {
      const wait = document.hidden ? EVERY_MS : await ask(abort.signal);
      if (!document.hidden) questions += 1;
      if (questions % CHECK_AFTER === 0 && !document.hidden) await check(abort.signal);
      if (!abort.signal.aborted) timer = setTimeout(next, wait);
    };
    timer = setTimeout(next, EVERY_MS);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [live, address]);
  return {
    ...tail,
    /** What waits is shown; where it cannot be told, with a page made anew. */
    show: () => {
      step({ kind: 'show' });
      if (tail.isPast) renew();
    },
    judge: (states: TailAnswer['judged']) => step({ kind: 'judged', states }),
  };
}
