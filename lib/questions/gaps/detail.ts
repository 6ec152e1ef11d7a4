import type { Interval } from '#lib/measures/intervals.ts';
import type { Absence } from './decide.ts';
import type { GapRow } from './gap.ts';

/** A turn that got no answer, texts masked; `at` is UTC. */
export type FailedTurn = { id: string; at: string; sessionId: string; question: string; answer: string };

/** A text that people type about a gap, with who typed it last; `at` as it is stored, to tell whether it changed meanwhile. */
export type TypedText = { text: string; by: string | null; at: string | null };

/** What came of a save: the instant it bears, or whose text stands there instead. */
export type SavedText =
  | { saved: true; at: string }
  | { saved: false; text: string; at: string | null; by: string | null };

/** What happened to a gap; `by` is null for the product itself. */
export type GapEvent = {
  id: string;
  at: string;
  kind: string;
  by: string | null;
  undone: boolean;
  details: {
    assignee?: string | null;
    due?: string | null;
    from?: string | null;
    closedAt?: string | null;
    turns?: number;
    sessions?: number;
    /** Why it left the inbox. */
    absence?: Absence | null;
    /** Turns, the latest first; `sessionId` as it is shown, null for one that is gone. */
    evidence?: { id: string; at: string; sessionId: string | null }[];
  };
};

/** What was done to a gap, by the event that its undo names, and the version that the gap has since. */
export type Done = { event: string; version: number };

/** One bar of the history: `label` is the beginning of the stretch in the viewer's zone. */
export type GapDay = { startUtc: string; endUtc: string; answered: number; unanswered: number; partial: number };

/** The answer rate in a stretch of time with its 95 % interval; `rate` is null where no turn was judged. */
export type RateSpan = { from: string; to: string; turns: number; rate: Interval | null };

export type GapDetail = {
  row: GapRow;
  gone: boolean;
  /** Why it is gone, as its group is now; null where it is not, or is about to come back. */
  absence: Absence | null;
  createdAt: string;
  firstFailedAt: string;
  lastFailedAt: string;
  closedAt: string | null;
  closedSessions: number | null;
  fixedAt: string | null;
  reason: string | null;
  since: { sessions: number; turns: number };
  note: TypedText;
  draft: TypedText;
  events: GapEvent[];
  history: GapDay[];
  /** Before and after the last fix; null without one. */
  rates: { before: RateSpan; after: RateSpan; change: Interval | null } | null;
  /** How many of the group's texts that were looked at the gap is about, and the share of their judged turns without an answer; null where failures are scattered. */
  core: { texts: number; looked: number; failing: number } | null;
  /** Of those texts the ones that failed most. */
  wordings: { id: string; text: string; failed: number }[];
  examples: FailedTurn[];
  answers: { text: string; turns: number }[];
};
