import { markInstant } from '#lib/monitoring/instants.ts';
import type { Told, Verdict } from '#lib/monitoring/verdict/verdict.ts';
import { formatSpan } from '#lib/time.ts';
import type { NewChange } from './thing.ts';
import { changeClause } from './words.ts';

/** A change counts for what begins so soon after it. */
const SOON_MS = 15 * 60_000;
const MOST = 3;
const MINUTE_MS = 60_000;

/**
 * The verdict, each cause with the changes that lie within 15 minutes before it began as evidence: those nearest to it first, starts of
 * processes last. A change that was found between two looks counts as later than the cause only when both looks were.
 */
export function withChanges(verdict: Verdict, changes: readonly NewChange[]): Verdict {
  if (changes.length === 0 || verdict.causes.length === 0) return verdict;
  return { ...verdict, causes: verdict.causes.map((cause) => withEvidence(cause, changes)) };
}

function withEvidence(cause: Told, changes: readonly NewChange[]): Told {
  const since = Date.parse(cause.since);
  const lines = changes
    .map((change) => ({ change, from: Date.parse(change.fromAt), to: Date.parse(change.toAt) }))
    .filter(({ from, to }) => from <= since && since - to <= SOON_MS)
    .toSorted((a, b) => Number(isStart(a.change)) - Number(isStart(b.change)) || b.to - a.to)
    .slice(0, MOST)
    .map(({ change, from, to }) => sentenceOf(change, { since, from, to }));
  return lines.length === 0 ? cause : { ...cause, evidence: [...lines, ...cause.evidence] };
}

function isStart({ what }: NewChange): boolean {
  return what === 'started';
}

type Instants = { since: number; from: number; to: number };

function sentenceOf(change: NewChange, { since, from, to }: Instants): string {
  const clause = changeClause(change);
  // Both are known to the length of a look alone: which came first is not.
  if (since < to) return `Began while ${clause} (${instantsOf(from, to)}).`;
  return `Began ${since - to < 1_000 ? 'just' : formatSpan(since - to)} after ${clause} (${instantsOf(from, to)}).`;
}

/** Of the two looks between which it came; of one minute one alone, as the clock shows no seconds. */
function instantsOf(from: number, to: number): string {
  const marked = (at: number) => markInstant(new Date(at).toISOString());
  return Math.floor(from / MINUTE_MS) === Math.floor(to / MINUTE_MS) ? marked(to) : `${marked(from)} to ${marked(to)}`;
}
