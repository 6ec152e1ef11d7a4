import type { TurnResult } from './answer.ts';
import type { Posted } from './post-turns.ts';

/** What an answer means for the turns of its request. */
export type Verdict =
  /** A result for each turn, in order. */
  | { kind: 'settled'; results: TurnResult[] }
  /** Too large or not to be read as a whole: smaller ones tell which turn it is. */
  | { kind: 'halve' }
  /** The same turns again, later; `afterMs` when the server named the wait. */
  | { kind: 'retry'; afterMs: number | null; reason: string }
  /** Nothing of ours is taken until somebody mends the key or the address. */
  | { kind: 'refused'; reason: string };

/** Judges the answer to a request of `count` turns. A turn is given up only when the server said that it is at fault. */
export function judge(posted: Posted, count: number): Verdict {
  if (posted.kind !== 'answered') return { kind: 'retry', afterMs: null, reason: posted.error };
  const { status, results, retryAfterMs } = posted;
  const said = posted.detail ?? `the server answered ${status}`;
  const ok = status >= 200 && status < 300;
  if ((ok || status === 422) && results?.length === count) return { kind: 'settled', results };
  if (ok)
    return { kind: 'retry', afterMs: null, reason: `the server answered ${status} without a result for each turn` };
  if (status === 413 || status === 422 || status === 400) {
    if (count > 1) return { kind: 'halve' };
    return { kind: 'settled', results: [{ event_id: null, status: 'invalid', error: said }] };
  }
  const passes = status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501);
  return passes ? { kind: 'retry', afterMs: retryAfterMs, reason: said } : { kind: 'refused', reason: said };
}
