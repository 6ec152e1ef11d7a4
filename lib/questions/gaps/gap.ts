import { z } from 'zod';

/** Of the periods a gap is measured in, the days; `all` has no end. */
export const periodDays = { '7d': 7, '30d': 30, '90d': 90, all: null } as const;
export const gapPeriods = ['7d', '30d', '90d', 'all'] as const;
export type GapPeriod = (typeof gapPeriods)[number];
/** Of an address that names none. */
export const FIRST_PERIOD: GapPeriod = '30d';

/** How far a gap is worked off. `new`, `assigned` and `drafted` are open. */
export type GapState = 'new' | 'assigned' | 'drafted' | 'fixed' | 'wont_fix';
export const closings = ['fixed', 'wont_fix'] as const;
export type Closing = (typeof closings)[number];

const perPeriod = z.record(z.enum(gapPeriods), z.int());

/**
 * What the worker counted of a gap: sessions that got no answer by period and by the period before of equal length, what
 * failed since it was closed, and whether it stopped counting at its bound, so that the sessions are at least these.
 */
export const gapFiguresSchema = z.object({
  sessions: perPeriod,
  before: perPeriod,
  since: z.object({ sessions: z.int(), turns: z.int() }),
  bounded: z.boolean(),
});
export type GapFigures = z.infer<typeof gapFiguresSchema>;

/** A gap has a state by what was done with it: closed, else drafted, else assigned, else new. */
export function gapStateOf(gap: { closed: Closing | null; draft: string; assignee: string | null }): GapState {
  if (gap.closed !== null) return gap.closed;
  if (gap.draft.trim() !== '') return 'drafted';
  return gap.assignee === null ? 'new' : 'assigned';
}

const person = z.object({ id: z.string(), name: z.string() });
export type GapPerson = z.infer<typeof person>;

/** One row of the inbox. `due` is a day; instants are UTC. */
export type GapRow = {
  id: string;
  groupId: string;
  /** The name that people gave to its group, else its question. */
  title: string;
  /** The question that stands for it; null where no text is left. */
  question: string | null;
  state: GapState;
  reopenedAt: string | null;
  assignee: GapPerson | null;
  due: string | null;
  sessions: number;
  /** Those of the period before; null where there is none. */
  sessionsBefore: number | null;
  atLeast: boolean;
  /** Of the answered and unanswered turns, the share without an answer, 0 to 1; null without any. */
  failing: number | null;
  partial: number;
  version: number;
  /** How many gaps below it ask the same, and the sessions of all together, one that failed in two of them counted twice; null for none. */
  alike: { gaps: number; sessions: number } | null;
  /** The gap it stands below as one that asks the same; null for one with a place of its own. */
  under: string | null;
};

/** What one page shows of a tab. */
export const GAPS_A_PAGE = 200;
/** The list is walked this far and no further; past it, words find more. */
export const LAST_GAP_PAGE = 100;

export const gapTabs = ['open', 'mine', 'fixed', 'wont_fix'] as const;
export type GapTab = (typeof gapTabs)[number];

/** How many gaps each tab holds, of those with the words that are looked for. */
export type GapCounts = Record<GapTab, number> & {
  /** Open ones nobody has begun to work on. */
  fresh: number;
  /** Open ones that nobody works on and that failed in no session of the period: in no list, and not counted as open. */
  quiet: number;
  /** All that are fixed, with the words or without. */
  exported: number;
};

/** How the sessions changed against the period before, as a share of it; null where there was nothing to compare with. */
export function changeOf({ sessions, sessionsBefore }: Pick<GapRow, 'sessions' | 'sessionsBefore'>): number | null {
  return sessionsBefore === null || sessionsBefore === 0 ? null : sessions / sessionsBefore - 1;
}
