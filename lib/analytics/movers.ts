import type { HeatFigures, Overview, Split } from '#lib/analytics/overview.ts';
import { drillHref, type Shown } from '#lib/analytics/points.ts';
import { formatShare } from '#lib/charts/figures.ts';
import type { Change } from '#lib/charts/series.ts';
import { ratedIn, sumAnswers } from '#lib/measures/answer-counts.ts';
import { type Contribution, contributionsOf, type Dispersion, type Part } from '#lib/measures/contribution.ts';
import { rateDispersion, shareDispersion } from '#lib/measures/dispersion.ts';
import { hourWords, weekdays } from '#lib/measures/slot-words.ts';
import type { TurnFilter } from '#lib/measures/turn-filter.ts';
import type { Span } from '#lib/measures/windows.ts';
import { dayNumber, localTimeOf } from '#lib/measures/zones.ts';

/** A part of the whole, what it did to the answer rate in points, and the turns of it that count; of one that is gone, those it had. */
export type Mover = {
  key: string;
  turns: number;
  contribution: Change;
  /** Its own rate and its share of the turns, before and now; whether it is new or gone. */
  note: string;
  clear: boolean;
  href: string;
};
/** The first of a dimension; `more` is how many further ones are clear. */
export type Movers = { by: string; rows: Mover[]; more: number };

type Dimension = {
  by: string;
  parts: Part[];
  word: (key: string) => string;
  only: (key: string) => Partial<TurnFilter>;
};

const MOST_MOVERS = 3;

/** What the change of the answer rate came from: by knowledge base, source, weekday and hour, clear ones first. `total` in points. */
export function moversOf(overview: Overview, shown: Shown): { total: number | null; clear: number; groups: Movers[] } {
  const { compared, series, seriesBefore, heatNow, heatBefore } = overview;
  if (compared === null) return { total: null, clear: 0, groups: [] };
  const dispersion: Dispersion = {
    rates: rateDispersion(series, seriesBefore),
    shares: shareDispersion(slotParts(heatNow, heatBefore, 'hour')),
  };
  const found = dimensionsOf(overview, shown)
    .filter(({ parts }) => parts.length > 1)
    .map((dimension) => ({ dimension, all: contributionsOf(dimension.parts, dispersion).parts }));
  const groups = found.map(({ dimension, all }) => ({
    by: dimension.by,
    rows: all.slice(0, MOST_MOVERS).map((one) => moverOf(one, dimension, compared.spans, shown)),
    more: all.slice(MOST_MOVERS).filter(({ clear }) => clear).length,
  }));
  const clear = found.reduce((sum, { all }) => sum + all.filter((one) => one.clear).length, 0);
  const { total } = contributionsOf([{ key: 'all', current: compared.current, before: compared.before }]);
  return { total, clear, groups };
}

function dimensionsOf({ knowledgeBases, sources, compared, heatNow, heatBefore }: Overview, shown: Shown): Dimension[] {
  const named = (all: readonly Split[]) => all.map(({ name, current, before }) => ({ key: name, current, before }));
  const slot = (weekday: number | null, hour: number | null) => ({ slot: { weekday, hour, zone: shown.zone } });
  const spans = compared === null ? [] : [compared.spans.current, compared.spans.before];
  // Of shorter periods the weekdays are other ones, and say only when they were.
  const isOfWeeks = spans.every((span) => daysIn(span, shown.zone) >= 7);
  return [
    {
      by: 'knowledge base',
      parts: named(knowledgeBases),
      word: (key) => key || 'none named',
      only: (key) => ({ knowledgeBases: [key] }),
    },
    { by: 'source', parts: named(sources), word: (key) => key, only: (key) => ({ sources: [key] }) },
    {
      by: 'weekday',
      parts: isOfWeeks ? slotParts(heatNow, heatBefore, 'weekday') : [],
      word: (key) => weekdays[Number(key) - 1] ?? key,
      only: (key) => slot(Number(key), null),
    },
    {
      by: 'hour',
      parts: slotParts(heatNow, heatBefore, 'hour'),
      word: (key) => hourWords(Number(key)),
      only: (key) => slot(null, Number(key)),
    },
  ];
}

/** How many days of the calendar a span touches. */
function daysIn({ fromUtc, toUtc }: Span, zone: string): number {
  const day = (instant: number) => dayNumber(localTimeOf(zone, instant));
  return day(Date.parse(toUtc) - 1) - day(Date.parse(fromUtc)) + 1;
}

function moverOf(
  { key, current, before, contribution, clear }: Contribution,
  { parts, word, only }: Dimension,
  spans: { current: Span; before: Span },
  shown: Shown,
): Mover {
  const when = current.rate === null ? 'before' : 'current';
  const { fromUtc: from, toUtc: to } = spans[when];
  const counts = parts.find((part) => part.key === key)?.[when];
  return {
    key: word(key),
    turns: counts === undefined ? 0 : ratedIn(counts),
    contribution: { change: contribution.value, low: contribution.low, high: contribution.high },
    note: `${rateWords(before.rate, current.rate)} answered, share ${formatShare(before.share)} → ${formatShare(current.share)} %`,
    clear,
    href: drillHref(shown, { from, to, states: ['answered', 'unanswered'], ...only(key) }),
  };
}

function rateWords(before: number | null, now: number | null): string {
  if (before !== null && now !== null) return `${formatShare(before)} → ${formatShare(now)} %`;
  return before === null ? `new, ${formatShare(now ?? 0)} %` : `gone, ${formatShare(before)} %`;
}

function slotParts(now: readonly HeatFigures[], before: readonly HeatFigures[], key: 'weekday' | 'hour'): Part[] {
  const names = [...new Set([...now, ...before].map((cell) => cell[key]))].toSorted((one, other) => one - other);
  const sum = (cells: readonly HeatFigures[], name: number) => sumAnswers(cells.filter((cell) => cell[key] === name));
  return names.map((name) => ({ key: String(name), current: sum(now, name), before: sum(before, name) }));
}
