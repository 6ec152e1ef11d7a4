import { formatMilliseconds, formatShare } from '#lib/charts/figures.ts';
import type { Bucket, HeatRow, PercentilePoint, RatePoint, VolumePoint } from '#lib/charts/series.ts';
import { countOf } from '#lib/count.ts';

/** A chart in two or three sentences, for those who do not see it. */
export function rateSummary(points: readonly RatePoint[]): string {
  const turns = points.reduce((sum, point) => sum + point.turns, 0);
  const [least, most] = extremes(points, ({ rate }) => rate);
  const rates =
    least && most
      ? `Answer rate from ${formatShare(least.value)} % (${least.point.label}) to ${formatShare(most.value)} % (${most.point.label}).`
      : 'No answer rate is known.';
  return sentences(spanWords(points), rates, `${capital(countOf(turns, 'turn', 'turns'))} in all.`, tail(points));
}

export function percentileSummary(points: readonly PercentilePoint[]): string {
  const parts = (['p50', 'p95', 'p99'] as const).flatMap((name) => {
    const [least, most] = extremes(points, (point) => point[name]);
    return least && most
      ? [`${name} from ${formatMilliseconds(least.value)} to ${formatMilliseconds(most.value)} ms.`]
      : [];
  });
  return sentences(spanWords(points), ...(parts.length > 0 ? parts : ['No response time is known.']), tail(points));
}

export function volumeSummary(points: readonly VolumePoint[]): string {
  const counted = points.some(({ matching }) => matching !== null);
  const matching = points.reduce((sum, point) => sum + (point.matching ?? 0), 0);
  const all = points.reduce((sum, point) => sum + point.all, 0);
  const turns = `${capital(countOf(matching, 'turn matches', 'turns match'))}, of ${all === 0 ? 'none' : countOf(all, 'turn', 'turns')}.`;
  return sentences(
    spanWords(points),
    counted ? turns : `${capital(countOf(all, 'turn', 'turns'))} in all.`,
    tail(points),
  );
}

export function heatSummary(rows: readonly HeatRow[]): string {
  const cells = rows.flatMap((row) => row.cells);
  const busiest = busiestCell(rows);
  const turns = cells.reduce((sum, { count }) => sum + count, 0);
  return sentences(
    `${capital(countOf(turns, 'turn', 'turns'))} in all.`,
    busiest ? `Busiest: ${busiest.title}, ${countOf(busiest.count, 'turn', 'turns')}.` : '',
    `${capital(countOf(cells.filter(({ count }) => count === 0).length, 'hour', 'hours'))} without any.`,
  );
}

/** The cell with most turns, the first of equals; null when there is no turn. */
export function busiestCell(rows: readonly HeatRow[]) {
  return (
    extremes(
      rows.flatMap((row) => row.cells),
      ({ count }) => count || null,
    )[1]?.point ?? null
  );
}

type Extreme<T> = { point: T; value: number } | null;

function extremes<T>(
  points: readonly T[],
  valueIn: (point: T) => number | null,
): [least: Extreme<T>, most: Extreme<T>] {
  let least: Extreme<T> = null;
  let most: Extreme<T> = null;
  for (const point of points) {
    const value = valueIn(point);
    if (value === null) continue;
    if (least === null || value < least.value) least = { point, value };
    if (most === null || value > most.value) most = { point, value };
  }
  return [least, most];
}

function spanWords(points: readonly Bucket[]): string {
  const [first, last] = [points.at(0), points.at(-1)];
  if (!first || !last) return 'Nothing in this period.';
  return first === last ? `${first.title}.` : `${first.title} to ${last.title}.`;
}

function tail(points: readonly Bucket[]): string {
  const open = points.find(({ unfinished }) => unfinished);
  return open ? `${open.label} is still counting.` : '';
}

function sentences(...parts: string[]): string {
  return parts.filter(Boolean).join(' ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
