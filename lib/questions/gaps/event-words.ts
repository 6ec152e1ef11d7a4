import { countOf } from '#lib/count.ts';
import { type Absence, SESSIONS_FOR_A_GAP } from './decide.ts';
import type { GapEvent } from './detail.ts';

/** What happened to a gap, as its history says it. */
export function eventWords({ kind, details }: Pick<GapEvent, 'kind' | 'details'>): string {
  const { assignee, due, from, turns = 0, sessions = 0, absence } = details;
  switch (kind) {
    case 'appeared':
      return `Came in with ${countOf(sessions, 'session', 'sessions')}`;
    case 'assigned':
      return assignee ? `Given to ${assignee}` : 'Given back';
    case 'due':
      return due ? `Due on ${due}` : 'No longer due';
    case 'drafted':
      return 'Wrote the draft';
    case 'noted':
      return 'Wrote the note';
    case 'fixed':
      return 'Marked fixed';
    case 'wont_fix':
      return 'Marked as not to be fixed';
    case 'opened':
      return 'Opened again';
    case 'reopened':
      return from === 'wont_fix'
        ? `Came back with ${countOf(sessions, 'more session', 'more sessions')}`
        : `Reopened after ${countOf(turns, 'failure', 'failures')}`;
    case 'vanished':
      return absence ? `Left the inbox: ${absenceWords[absence]}` : 'Left the inbox by itself';
    case 'returned':
      return 'Came back: it fails again';
    case 'followed':
      return 'Went with its questions to another group';
    case 'joined':
      return 'Joined with the gap of a merged group';
    case 'parted':
      return 'Stands by itself again with its group';
    default:
      return kind;
  }
}

const absenceWords: Record<Absence, string> = {
  no_question: 'its group counted as no question',
  few: `fewer than ${SESSIONS_FOR_A_GAP} sessions were without an answer`,
  none: 'its failures were gone',
};

/** What was taken back, for the line that says so. */
export const undoneWords: Record<string, string> = {
  assigned: 'Assigned as before.',
  due: 'Due as before.',
  drafted: 'The draft before is back.',
  noted: 'The note before is back.',
  redrafted: 'The draft is back as it was written.',
  renoted: 'The note is back as it was written.',
  fixed: 'Not fixed: open again.',
  wont_fix: 'Open again.',
  opened: 'Closed again.',
};
