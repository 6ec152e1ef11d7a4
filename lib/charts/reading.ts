import { formatMilliseconds, formatShare } from '#lib/charts/figures.ts';
import type { HeatCell, PercentilePoint, RatePoint, VolumePoint } from '#lib/charts/series.ts';
import { countOf, formatCount } from '#lib/count.ts';
import { type TurnState, turnStates } from '#lib/measures/turn-filter.ts';

/** How a series is drawn; its swatch stands before its name. */
export type Mark =
  | 'line-1'
  | 'line-2'
  | 'line-3'
  | 'before'
  | 'band'
  | 'answered'
  | 'unanswered'
  | 'partial'
  | 'unknown'
  | 'counting'
  | 'matching'
  | 'all';

/** Without a mark where nothing is drawn of it. */
export type ReadingItem = { mark?: Mark; label: string; value?: string; unit?: string; note?: string };

/** What a chart says of one instant; without a title it is the legend. */
export type Reading = {
  title: string | null;
  unfinished: boolean;
  items: readonly ReadingItem[];
  /** What changed within it. */
  changes?: readonly string[];
};

const UNKNOWN = 'not known';

/** The legend of the rate over volume; the marks of what is partly answered, not known or still counting only where something is. */
export function rateLegend(points: readonly RatePoint[]): Reading {
  return legend(points, [
    { mark: 'line-1', label: 'rate' },
    { mark: 'band', label: '95 % interval' },
    { mark: 'before', label: 'before' },
    ...statesIn(points).map((state) => ({ mark: state, label: stateLabels[state] })),
  ]);
}

export function rateReading(point: RatePoint, changes: readonly string[] = []): Reading {
  const { low, high, before } = point;
  return {
    title: point.title,
    unfinished: point.unfinished,
    changes,
    items: [
      {
        mark: 'line-1',
        label: 'rate',
        ...share(point.rate),
        note: low === null || high === null ? undefined : `${formatShare(low)} to ${formatShare(high)}`,
      },
      ...(before === null ? [] : [{ mark: 'before', label: 'before', ...share(before) } as const]),
      { label: 'turns', value: formatCount(point.turns) },
      ...statesIn([point]).map((state) => ({
        mark: state,
        label: stateLabels[state],
        value: formatCount(point[state]),
      })),
      ...(point.sessions === null ? [] : [{ label: 'sessions begun', value: formatCount(point.sessions) }]),
    ],
  };
}

const stateLabels: Record<TurnState, string> = {
  answered: 'answered',
  unanswered: 'not',
  partial: 'partly',
  unknown: 'not known yet',
};

/** The states from the foot of the bar up; the seldom ones only where there are turns of them. */
function statesIn(points: readonly RatePoint[]): TurnState[] {
  const always: readonly TurnState[] = ['answered', 'unanswered'];
  return turnStates.filter((state) => always.includes(state) || points.some((point) => point[state] > 0));
}

export function percentileLegend(): Reading {
  return {
    title: null,
    unfinished: false,
    items: [
      { mark: 'line-1', label: 'p50' },
      { mark: 'line-2', label: 'p95' },
      { mark: 'line-3', label: 'p99' },
    ],
  };
}

export function percentileReading(point: PercentilePoint): Reading {
  return {
    title: point.title,
    unfinished: point.unfinished,
    items: [
      { mark: 'line-1', label: 'p50', ...milliseconds(point.p50) },
      { mark: 'line-2', label: 'p95', ...milliseconds(point.p95) },
      { mark: 'line-3', label: 'p99', ...milliseconds(point.p99) },
    ],
  };
}

/** Leaves out what matches where that was not counted. */
export function volumeLegend(points: readonly VolumePoint[]): Reading {
  return {
    title: null,
    unfinished: false,
    items: [
      ...(points.some(({ matching }) => matching !== null) ? [{ mark: 'matching', label: 'matching' } as const] : []),
      { mark: 'all', label: 'all turns' },
    ],
  };
}

export function volumeReading(point: VolumePoint): Reading {
  return {
    title: point.title,
    unfinished: point.unfinished,
    items: [
      ...(point.matching === null
        ? []
        : [{ mark: 'matching', label: 'matching', value: formatCount(point.matching) } as const]),
      { mark: 'all', label: 'all turns', value: formatCount(point.all) },
    ],
  };
}

/** A reading as one line, for those who hear it: `Mon 9 Nov, still counting: rate 68.4 %, 63.6 to 72.9, answered 256`. */
export function readingWords({ title, unfinished, items, changes = [] }: Reading): string {
  const words = items.flatMap(({ label, value, unit, note }) => [
    `${label} ${value ?? ''}${unit ? ` ${unit}` : ''}`.trim(),
    ...(note ? [note] : []),
  ]);
  return `${title ?? ''}${unfinished ? ', still counting' : ''}: ${[...words, ...changes].join(', ')}`;
}

/** The one that takes most room: kept free in the head, so that reading moves nothing. */
export function longestReading(readings: readonly Reading[]): Reading | undefined {
  const lengths = readings.map((reading) => readingWords(reading).length);
  return readings[lengths.indexOf(Math.max(...lengths))];
}

/** `157 turns, 68.2 % answered`. */
export function heatWords(cell: HeatCell): string {
  const turns = countOf(cell.count, 'turn', 'turns');
  const rate = cell.rate === null ? '' : `, ${formatShare(cell.rate)} % answered`;
  return `${turns}${rate}${cell.unfinished ? ', still counting' : ''}`;
}

function legend(points: readonly { unfinished: boolean }[], items: ReadingItem[]): Reading {
  const counting = points.some((point) => point.unfinished);
  return {
    title: null,
    unfinished: false,
    items: counting ? [...items, { mark: 'counting', label: 'still counting' }] : items,
  };
}

function share(value: number | null): { value: string; unit?: string } {
  return value === null ? { value: UNKNOWN } : { value: formatShare(value), unit: '%' };
}

function milliseconds(value: number | null): { value: string; unit?: string } {
  return value === null ? { value: UNKNOWN } : { value: formatMilliseconds(value), unit: 'ms' };
}
