import { formatCount } from '#lib/count.ts';
import type { Rules } from '#lib/monitoring/rules/in-force.ts';
import { addFigures, type Figures, meanOf, type StatementOrder, sumFigures, weightOf } from './figures.ts';

/** A statement in a window, as read. `nested` and `watching` ones are in no share. */
export type WindowStatement = {
  id: string;
  name: string;
  text: string;
  nested: boolean;
  watching: boolean;
  now: Figures;
  before: Figures;
};

/** Why a statement counts as slow. */
export type Slowness = { kind: 'long' } | { kind: 'slower'; ratio: number };

export type StatementRow = Omit<WindowStatement, 'now' | 'before'> & {
  figures: Figures;
  meanMs: number;
  /** This window's mean over the one before's; null where it did not run there. */
  change: number | null;
  /** This window's mean over its own usual; null where that is not known. */
  ratio: number | null;
  usualMs: number | null;
  /** Of the time of all that count, 0 to 1; null for those that are in no share. */
  share: number | null;
  slow: Slowness | null;
};

export type StatementBoard = {
  rows: StatementRow[];
  /** Everything that counts, and what watching took beside it. */
  total: Figures;
  watching: Figures;
  /** Whether anything was counted in the window before. */
  hasBefore: boolean;
  /** What the rows leave of the total: exactly the rest. */
  others: { statements: number; figures: Figures };
  slow: number;
  /** What is marked as slow, as a sentence. */
  slowWords: string;
  statements: number;
};

/** Milliseconds a call below which a factor is noise. */
export const SHORTEST_MS = 1;

/**
 * The statements of a window in order, at most `most`, and an exact row for the rest.
 * @param unnamed what was counted without a name, by whether it counts
 * @param usual milliseconds a call by id
 * @param rules what is slow: over the milliseconds a call of `statements.slow`, however few the calls, or over so many times its own median
 * as `statements.slower` says, also where nothing is told of it
 */
export function boardOf(
  statements: readonly WindowStatement[],
  unnamed: { counted: Figures; apart: Figures },
  usual: ReadonlyMap<string, number>,
  { order, most, rules }: { order: StatementOrder; most: number; rules: Rules },
): StatementBoard {
  const ran = statements.filter(({ now }) => now.calls > 0);
  const counting = ran.filter((one) => !one.nested && !one.watching);
  const total = addFigures(unnamed.counted, sumFigures(counting.map(({ now }) => now)));
  const weight = ({ now, before }: WindowStatement) => weightOf(order, now, before);
  const rows = ran
    .toSorted((one, other) => weight(other) - weight(one) || one.id.localeCompare(other.id))
    .map((one) => rowOf(one, total, usual.get(one.id) ?? null, rules));
  const shown = rows.slice(0, most);
  const hidden = rows.slice(most).filter(({ share }) => share !== null);
  return {
    rows: shown,
    total,
    hasBefore: statements.some(({ before }) => before.calls > 0),
    watching: sumFigures(ran.filter(({ watching }) => watching).map(({ now }) => now)),
    others: {
      statements: hidden.length,
      figures: addFigures(unnamed.counted, sumFigures(hidden.map(({ figures }) => figures))),
    },
    slow: rows.filter(({ slow, share }) => slow !== null && share !== null).length,
    slowWords: slowWords(rules),
    statements: rows.length,
  };
}

function rowOf(
  { now, before, ...statement }: WindowStatement,
  total: Figures,
  usualMs: number | null,
  rules: Rules,
): StatementRow {
  const meanMs = meanOf(now) ?? 0;
  const meanBefore = meanOf(before);
  const counts = !statement.nested && !statement.watching;
  const ratio = usualMs === null || usualMs <= 0 ? null : meanMs / usualMs;
  return {
    ...statement,
    figures: now,
    meanMs,
    change: meanBefore === null || meanBefore <= 0 ? null : meanMs / meanBefore,
    ratio,
    usualMs,
    share: counts && total.ms > 0 ? now.ms / total.ms : null,
    slow: slownessOf(meanMs, ratio, rules),
  };
}

function slownessOf(meanMs: number, ratio: number | null, rules: Rules): Slowness | null {
  if (ratio !== null && ratio > timesSlower(rules) && meanMs >= SHORTEST_MS) return { kind: 'slower', ratio };
  return meanMs > rules('statements.slow').warn.limit ? { kind: 'long' } : null;
}

/** From how many times its usual a statement counts as slow. */
function timesSlower(rules: Rules): number {
  return rules('statements.slower').warn.limit;
}

function slowWords(rules: Rules): string {
  const longMs = formatCount(rules('statements.slow').warn.limit);
  const times = formatCount(timesSlower(rules));
  return `Slow is a mean over ${longMs} ms, or over ${times} times its own median of 7 days and ${SHORTEST_MS} ms.`;
}

/** A statement's means in equal steps of time. */
export type MeanPoint = { at: number; calls: number; ms: number };

/**
 * Since when it has been slow without a break up to the last point where it ran: the start of that point, in milliseconds
 * since 1970; null where it is not slow there. Points in which it did not run break nothing.
 */
export function slowerSince(points: readonly MeanPoint[], usualMs: number, rules: Rules): number | null {
  const slower = timesSlower(rules);
  let since: number | null = null;
  for (const { at, calls, ms } of points.toReversed()) {
    if (calls === 0) continue;
    if (ms / calls < usualMs * (since === null ? slower : (slower * 2) / 3)) return since;
    since = at;
  }
  return since;
}
