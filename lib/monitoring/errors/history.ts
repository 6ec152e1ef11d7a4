import type { ChartTable } from '#lib/charts/table.ts';
import { conditionWords } from '#lib/monitoring/errors/sqlstate.ts';
import type { Matter, TallyKind } from '#lib/monitoring/errors/tally.ts';
import { formatInstant } from '#lib/time.ts';

/** The windows of the page, by name: how many hours, and how long one bar is. */
export const errorWindows = [
  { name: '24h', label: 'Last 24 hours', hours: 24, barMinutes: 30 },
  { name: '72h', label: 'Last 72 hours', hours: 72, barMinutes: 60 },
] as const;
export type ErrorWindow = (typeof errorWindows)[number];

/** The window an address asks for; 24 hours where it asks for none that there is. */
export function parseErrorWindow(value: string | string[] | undefined): ErrorWindow {
  const name = [value ?? []].flat()[0];
  return errorWindows.find((one) => one.name === name) ?? errorWindows[0];
}

/** A failure count within the bar at `bar`, counted from the beginning of the window. */
type Bar = { bar: number; failed: number; total: number };

export type HistoryRow = Matter & {
  failed: number;
  /** How often it was done at all; 0 where that is not counted. */
  total: number;
  lastAt: string;
  /** Those bars alone in which it failed. */
  bars: Bar[];
};

export type WatchedBy = 'web' | 'worker' | 'server';

export type ErrorHistory = {
  /** When the first bar begins, in milliseconds since 1970, and how many there are; of the first only what is in the window counts. */
  from: number;
  bars: number;
  barMs: number;
  rows: HistoryRow[];
  /** Minutes watched in each bar, by who watched. */
  watched: Record<WatchedBy, number[]>;
};

export const sections = [
  { name: 'requests', title: 'Requests answered with 5xx', one: 'request', kinds: ['route', 'part'], by: ['web'] },
  { name: 'actions', title: 'Server actions that failed', one: 'server action', kinds: ['action'], by: ['web'] },
  { name: 'statements', title: 'Statements refused', one: 'statement', kinds: ['query'], by: ['web', 'worker'] },
  {
    name: 'connections',
    title: 'Connections refused, lost or waited for in vain',
    one: 'connection',
    kinds: ['connection', 'timeout'],
    by: ['web', 'worker'],
  },
  { name: 'jobs', title: 'Work of the worker that failed', one: 'job', kinds: ['job'], by: ['worker'] },
  {
    name: 'sessions',
    title: 'Transactions and sessions, by the server’s count',
    one: 'transaction or session',
    kinds: ['session'],
    by: ['server'],
  },
] as const satisfies readonly {
  name: string;
  title: string;
  one: string;
  kinds: readonly TallyKind[];
  by: readonly WatchedBy[];
}[];
export type Section = (typeof sections)[number];

/** The rows of one section, those that failed most first. */
export function rowsIn({ rows }: ErrorHistory, { kinds }: Section): HistoryRow[] {
  const wanted: readonly TallyKind[] = kinds;
  return rows
    .filter(({ kind, failed }) => failed > 0 && wanted.includes(kind))
    .toSorted((a, b) => b.failed - a.failed || b.lastAt.localeCompare(a.lastAt));
}

/** Minutes in which everybody watched whom a section needs, a bar each. */
export function watchedIn({ watched, bars }: ErrorHistory, { by }: Pick<Section, 'by'>): number[] {
  return Array.from({ length: bars }, (_, bar) => Math.min(...by.map((who) => watched[who][bar] ?? 0)));
}

/** Minutes that may be missing and it was watched all the time all the same: the one under way, and the one before until it is written. */
const FORGIVEN_MINUTES = 2;
const HOUR = 60;

/** What may be claimed where nothing failed: of all the window, or of as much of it as was watched. */
export function emptyWords(history: ErrorHistory, section: Section, hours: number): string {
  const minutes = watchedIn(history, section).reduce((sum, one) => sum + one, 0);
  return noneWords(`${section.one} failed`, minutes, hours);
}

/** That there was none of it, in all the hours or in those minutes that were watched. @param what `request failed` */
export function noneWords(what: string, minutes: number, hours: number): string {
  if (minutes === 0) return 'Nothing was watched yet.';
  if (minutes >= hours * HOUR - FORGIVEN_MINUTES) return `No ${what} in ${hours} hours.`;
  return `No ${what} in the ${spanWords(minutes)} that were watched of these ${hours} hours.`;
}

/** Not in days, of which the rest would be lost: `71 h 57 min`. */
function spanWords(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / HOUR), minutes % HOUR];
  return [...(hours > 0 ? [`${hours} h`] : []), ...(rest > 0 || hours === 0 ? [`${rest} min`] : [])].join(' ');
}

const counted: Readonly<Record<string, string>> = {
  rollbacks: 'Transactions rolled back',
  deadlocks: 'Deadlocks',
  abandoned: 'Sessions left by their program',
  fatal: 'Sessions ended by an error',
  killed: 'Sessions ended by somebody',
};

/** What failed, in words: a route or an action as it is, a condition by its code and name. */
export function matterTitle({ kind, name }: Pick<Matter, 'kind' | 'name'>): string {
  if (kind === 'query' || kind === 'connection') return conditionWords(name);
  if (kind === 'timeout') return 'gave up waiting for a free one';
  return kind === 'session' ? (counted[name] ?? name) : name;
}

/** Where, of what and over which pool it failed, as far as that is known; empty where there is nothing to add. */
export function matterNote({ kind, place, detail, pool }: Matter): string {
  if (kind === 'part') return 'the page was sent, a part of it failed';
  const object = kind === 'job' && detail !== '' ? `last with ${conditionWords(detail)}` : detail;
  return [place, object, pool].filter((part) => part !== '').join(' · ');
}

const MOST_TABLE_ROWS = 300;

/** The same bars as a table, the newest first. */
export function historyTable(history: ErrorHistory, rows: readonly HistoryRow[], zone: string, now: Date): ChartTable {
  const cells = rows.flatMap((row) => row.bars.map((bar) => ({ ...bar, row })));
  return {
    columns: [{ label: 'From' }, { label: 'What' }, { label: 'Where' }, { label: 'Failed' }, { label: 'Of' }],
    rows: cells
      .toSorted((a, b) => b.bar - a.bar || b.failed - a.failed)
      .slice(0, MOST_TABLE_ROWS)
      .map(({ bar, failed, total, row }) => ({
        href: null,
        cells: [
          formatInstant(new Date(history.from + bar * history.barMs), zone, 'moment', now),
          matterTitle(row),
          matterNote(row),
          failed,
          hasTotal(row) ? total : null,
        ],
      })),
  };
}

/** Whether it is counted how often it was done at all. */
export function hasTotal({ kind, name }: Pick<Matter, 'kind' | 'name'>): boolean {
  return kind === 'route' || kind === 'action' || kind === 'job' || (kind === 'session' && name === 'rollbacks');
}
