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
  /** Nothing of ours is taken until somebody mends the key, the address or what stands in between. */
  | { kind: 'refused'; reason: string };

/** With it Switchboard answers 400 and 422 for what was sent. */
const FAULT_CODE = 'invalid';

/** Judges the answer to a request of `count` turns. A turn is given up only when the server said that it is at fault. */
export function judge(posted: Posted, count: number): Verdict {
  if (posted.kind !== 'answered') return { kind: 'retry', afterMs: null, reason: posted.error };
  const { status, results, retryAfterMs, detail, code } = posted;
  const said = detail ?? `the server answered ${status}`;
  const ok = status >= 200 && status < 300;
  if ((ok || status === 422) && results?.length === count) return { kind: 'settled', results };
  if (ok)
    return { kind: 'retry', afterMs: null, reason: `the server answered ${status} without a result for each turn` };
  // A proxy that is set up wrongly answers 400 to everything: only Switchboard's own word is about the turns. With 413
  // a proxy means what it says.
  const atFault = (status === 400 || status === 422) && detail !== null && code === FAULT_CODE;
  if (status === 413 || atFault) {
    if (count > 1) return { kind: 'halve' };
    return { kind: 'settled', results: [{ event_id: null, status: 'invalid', error: said }] };
  }
  const passes = status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501);
  return passes ? { kind: 'retry', afterMs: retryAfterMs, reason: said } : { kind: 'refused', reason: said };
}
