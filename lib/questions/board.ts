import { countOf } from '#lib/count.ts';
import type { Interval } from '#lib/measures/intervals.ts';
import { type AskedCounts, type GroupKind, MOST_WORDINGS, type QuestionTotals } from '#lib/questions/groups.ts';

/** A number of sessions; `about` where it is estimated from a part of the turns. */
export type SessionCount = { count: number; about: boolean };

/** A line of the list: a group, or in the exact view a text. */
export type QuestionRow = AskedCounts & {
  /** The group's id; null for a text of the exact view that has none of its own to lead to. */
  group: number | null;
  /** What tells it from all others on its page. */
  id: string;
  kind: GroupKind;
  /** As people put it, or as somebody named it; personal data masked. */
  question: string;
  /** How many distinct texts it holds, on a page counted to one more than `MOST_WORDINGS`; null for a text. */
  wordings: number | null;
  knowledgeBases: string[];
  /** Of all questions in the period, 0 to 1. */
  share: number;
  /** In percent, one decimal; null where nothing was judged. */
  rate: number | null;
  /** Whether the rate and what it was made of were told from the latest turns alone. */
  rateAbout: boolean;
  change: Interval | null;
  /** Counts of equal parts of the period, the last one still counting where the period is. */
  trend: number[];
  /** Milliseconds; null where no turn came with a time. */
  medianMs: number | null;
  sessions: SessionCount | null;
  pinned: boolean;
  mixed: boolean;
  rising: boolean;
  isNew: boolean;
  /** For whoever changes it: it must still be this one. */
  version: number;
};

/** Small talk and whatever else stands apart from the questions. */
export function apartOf({ greetings, thanks, followUps, marked }: QuestionTotals): number {
  return greetings + thanks + followUps + marked;
}

/** How many wordings a line of a list has: `12 wordings`, `over 100 wordings`; '' for a text, which is one itself. */
export function wordingsWords(wordings: number | null): string {
  if (wordings === null) return '';
  return wordings > MOST_WORDINGS
    ? `over ${countOf(MOST_WORDINGS, 'wording', 'wordings')}`
    : countOf(wordings, 'wording', 'wordings');
}

/** A word that stands between two of a list: `fees, circulars`. */
export function basesWords(knowledgeBases: readonly string[]): string {
  return knowledgeBases.map((name) => name || 'no knowledge base').join(', ');
}

/** How far the grouping is. */
export type GroupingState = {
  /** The youngest instant up to which everything has its group, UTC; null before the first. */
  groupedTo: string | null;
  /** Distinct texts that wait. */
  waiting: number;
  /** How many of them are embedded in a minute; null while none waits or none is. */
  aMinute: number | null;
  regroup: RegroupState;
  /** A sentence: what is missing, what that means, what to do. Null where nothing is. */
  missing: string | null;
};

/** How far the grouping of all questions anew is. */
export type RegroupState = {
  isRunning: boolean;
  /** Of the step that runs, 0 to 1; null where it cannot be told. */
  share: number | null;
  /** When one began last, whatever became of it; UTC, null before the first. */
  beganAt: string | null;
  /** When the last one that was finished ended, UTC; null before the first. */
  endedAt: string | null;
  /** Why the last one was not finished; null when it was. */
  trouble: string | null;
};

/** A group as somebody saw it, for a decision about it: it must still be that one. */
export function seenOf({ group, version }: Pick<QuestionRow, 'group' | 'version'>): { id: number; version: number } {
  return { id: group ?? 0, version };
}
