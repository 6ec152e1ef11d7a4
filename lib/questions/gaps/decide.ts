import type { Closing } from './gap.ts';

/** A group lands in the inbox once so many sessions got no answer. */
export const SESSIONS_FOR_A_GAP = 3;
/** A fix counts as failed with the failures of so many sessions, or with so many failed turns. */
const SESSIONS_TO_REOPEN = 2;
const TURNS_TO_REOPEN = 3;

/** What stands of a gap. `people` have worked on it when it has an assignee or a draft. */
export type GapStanding = {
  closed: Closing | null;
  closedSessions: number | null;
  gone: boolean;
  worked: boolean;
};

/** What was counted of its group: sessions and turns that got no answer, and those of them after the closing. */
export type GapSeen = {
  /** The group is one of questions, stands by itself and has failures. */
  eligible: boolean;
  /** Not all was read: the sessions are at least these. */
  bounded: boolean;
  sessions: number;
  since: { sessions: number; turns: number };
};

export type GapVerdict = 'appears' | 'vanishes' | 'returns' | 'reopens' | 'stays';

/**
 * What becomes of a gap, or of a group that has none (`standing` null).
 *
 * A fixed gap reopens with the second session that fails after the fix, or the third failed turn: one failure may be a slip
 * of the bot, and who asks twice in one session is one person. One that is not to be fixed comes back when the sessions that
 * failed since are as many as there were when it was closed, and at least three: the matter has doubled. An open gap that
 * nobody works on goes with the sessions that made it one; one with an assignee or a draft only when no failure is left. As long
 * as failures are left and not all of them were read, none goes.
 */
export function decideGap(standing: GapStanding | null, seen: GapSeen): GapVerdict {
  const isGap = seen.eligible && seen.sessions >= SESSIONS_FOR_A_GAP;
  if (standing === null) return isGap ? 'appears' : 'stays';
  if (standing.closed !== null) return seen.eligible && isAgain(standing, seen) ? 'reopens' : 'stays';
  if (standing.gone) return isGap ? 'returns' : 'stays';
  if (seen.eligible && seen.bounded) return 'stays';
  const isLeft = seen.eligible && seen.sessions > 0;
  return (standing.worked ? isLeft : isGap) ? 'stays' : 'vanishes';
}

/** Why a gap is not in the inbox: its group is none of questions, too few sessions are without an answer, or none is. */
export const absences = ['no_question', 'few', 'none'] as const;
export type Absence = (typeof absences)[number];

/** Why a gap of a group with so many sessions without an answer is not in the inbox; null where it belongs there. */
export function absenceOf(isQuestion: boolean, sessions: number): Absence | null {
  if (sessions === 0) return 'none';
  if (!isQuestion) return 'no_question';
  return sessions < SESSIONS_FOR_A_GAP ? 'few' : null;
}

function isAgain({ closed, closedSessions }: GapStanding, { since }: GapSeen): boolean {
  if (closed === 'fixed') return since.sessions >= SESSIONS_TO_REOPEN || since.turns >= TURNS_TO_REOPEN;
  return since.sessions >= Math.max(SESSIONS_FOR_A_GAP, closedSessions ?? 0);
}
