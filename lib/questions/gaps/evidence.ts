import { countOf } from '#lib/count.ts';
import { dayKey, formatInstant, formatSpan } from '#lib/time.ts';
import { type Absence, SESSIONS_FOR_A_GAP } from './decide.ts';
import type { GapDetail } from './detail.ts';
import type { GapPeriod, GapState } from './gap.ts';

export const gapStateWords: Record<GapState, string> = {
  new: 'New',
  assigned: 'Assigned',
  drafted: 'Drafted',
  fixed: 'Fixed',
  wont_fix: 'Won’t fix',
};

export const periodWords: Record<GapPeriod, string> = {
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
  all: 'All time',
};

/** Part of a sentence; `strong` is what one came to read. */
export type Phrase = { text: string; strong: boolean };

/** Why a gap stands where it does, in a sentence or two. Days are those of `zone`. */
export function evidenceOf(gap: GapDetail, period: GapPeriod, zone: string, now: Date): Phrase[] {
  if (gap.gone && gap.row.state !== 'fixed' && gap.row.state !== 'wont_fix')
    return [plain(gap.absence === null ? 'It left the inbox by itself.' : absenceWords[gap.absence])];
  if (gap.row.state === 'fixed') return fixedWords(gap, zone, now);
  if (gap.row.state === 'wont_fix') return wontFixWords(gap);
  const again = gap.row.reopenedAt === null ? undefined : gap.events.find(({ kind }) => kind === 'reopened');
  return again === undefined ? openWords(gap, period, zone, now) : againWords(again.details, zone, now);
}

const absenceWords: Record<Absence, string> = {
  no_question: 'Its group counts as no question, so it left the inbox by itself.',
  few: `Fewer than ${SESSIONS_FOR_A_GAP} sessions are without an answer, so it left the inbox by itself.`,
  none: 'Nobody is without an answer any more, so it left the inbox by itself.',
};

function openWords({ row, lastFailedAt }: GapDetail, period: GapPeriod, zone: string, now: Date): Phrase[] {
  const last = new Date(lastFailedAt);
  if (row.sessions === 0)
    return [
      plain(`No session of the last ${periodWords[period]}; the last failure was on ${dayWords(last, zone, now)}.`),
    ];
  const least = row.atLeast ? 'At least ' : '';
  const within = period === 'all' ? '' : ` in ${periodWords[period]}`;
  return [
    strong(`${least}${countOf(row.sessions, 'session', 'sessions')} got no answer`),
    plain(`${within}, the last one ${formatInstant(last, zone, 'ago', now)}.`),
  ];
}

function fixedWords({ closedAt, since }: GapDetail, zone: string, now: Date): Phrase[] {
  const when = closedAt === null ? '' : ` ${dayWords(new Date(closedAt), zone, now)}`;
  if (since.turns === 0) return [plain(`Fixed${when}. `), strong('No failure since.')];
  const again =
    since.turns === 1 ? 'one more of another session, or two more of the same, reopen it' : 'one more reopens it';
  return [
    plain(`Fixed${when}. `),
    strong(`${countOf(since.turns, 'failure', 'failures')} since`),
    plain(`; ${again}.`),
  ];
}

function wontFixWords({ reason, closedSessions, since }: GapDetail): Phrase[] {
  const left = Math.max(3, closedSessions ?? 0) - since.sessions;
  return [
    plain('Not to be fixed: '),
    strong(reason ?? 'no reason given'),
    plain(
      `${/[.!?]$/.test(reason ?? '') ? '' : '.'} It comes back when ${countOf(Math.max(1, left), 'more session gets', 'more sessions get')} no answer.`,
    ),
  ];
}

function againWords(details: GapDetail['events'][number]['details'], zone: string, now: Date): Phrase[] {
  const { evidence = [], closedAt, from, turns = evidence.length, sessions = 0 } = details;
  if (from === 'wont_fix')
    return [
      plain('It was not to be fixed, until '),
      strong(`${countOf(sessions, 'more session', 'more sessions')} got no answer.`),
    ];
  const times = evidence.map(({ at }) => Date.parse(at)).toSorted((a, b) => a - b);
  const [first] = times;
  const failures = strong(
    `${countOf(turns, 'failure', 'failures')}${first === undefined ? '' : ` ${daysWords(times, zone, now)}`}`,
  );
  if (first === undefined || !closedAt) return [plain('Marked fixed, then '), failures, plain('.')];
  return [plain(`Quiet for ${formatSpan(first - Date.parse(closedAt))} after the fix, then `), failures, plain('.')];
}

/** `on 8 and 9 Nov`, `on 30 Oct, 2 Nov and today`, `between 3 Oct and 9 Nov`. */
function daysWords(times: readonly number[], zone: string, now: Date): string {
  const days = [...new Set(times.map((time) => dayWords(new Date(time), zone, now)))];
  const [first = '', last = ''] = [days[0], days.at(-1)];
  if (days.length > 3) return `between ${first} and ${last}`;
  if (days.length === 1) return first === 'today' ? first : `on ${first}`;
  const short = days.map((day, place) => {
    const [number = '', month] = day.split(' ');
    return place < days.length - 1 && month !== undefined && days[place + 1]?.split(' ')[1] === month ? number : day;
  });
  return `on ${short.slice(0, -1).join(', ')} and ${short.at(-1)}`;
}

function dayWords(instant: Date, zone: string, now: Date): string {
  return dayKey(instant, zone) === dayKey(now, zone) ? 'today' : formatInstant(instant, zone, 'lately', now);
}

function plain(text: string): Phrase {
  return { text, strong: false };
}

function strong(text: string): Phrase {
  return { text, strong: true };
}
