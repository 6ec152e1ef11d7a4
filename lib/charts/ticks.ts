import type { Bucket } from '#lib/charts/series.ts';
import { formatCount } from '#lib/count.ts';

const niceSteps = [1, 2, 5, 10];

// Steps of 1, 2 or 5 times a power of ten, as on any ruler; whole ones for counts.
function niceStep(length: number, most: number, whole: boolean): number {
  const raw = length / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = (niceSteps.find((nice) => nice * power >= raw * (1 - 1e-9)) ?? 10) * power;
  return whole ? Math.max(1, step) : step;
}

function steps(from: number, to: number, step: number): number[] {
  const count = Math.round((to - from) / step);
  return Array.from({ length: count + 1 }, (_, index) => Number((from + index * step).toPrecision(12)));
}

/** Ticks for counts from 0 up to `most`: whole numbers, at most `wanted` steps (3 or more), at least 0 and 1. */
export function countTicks(most: number, wanted: number): number[] {
  const top = Math.max(most, 1);
  const step = niceStep(top, wanted, true);
  return steps(0, Math.floor(top / step + 1e-9) * step, step);
}

/** A count beside an axis, where a phone has room for six characters: 50,000, but from 100,000 on 150K and 1.5M. */
export function countTickText(tick: number): string {
  if (tick < 100_000) return formatCount(tick);
  return tick < 1_000_000 ? `${tick / 1_000}K` : `${tick / 1_000_000}M`;
}

/** What an axis of percent shows of values from low to high: at least ten points, never less than 0 or more than 100. */
export function percentDomain(low: number, high: number): [low: number, high: number] {
  const missing = Math.max(0, 10 - (high - low));
  const from = Math.max(0, Math.min(low - missing / 2, 90));
  return [from, Math.min(100, Math.max(high + missing / 2, from + 10))];
}

/** Ticks within a domain of percent, at most `wanted` steps. */
export function percentTicks([low, high]: readonly [number, number], wanted: number): number[] {
  const step = niceStep(high - low, wanted, false);
  return steps(Math.ceil(low / step - 1e-9) * step, Math.floor(high / step + 1e-9) * step, step);
}

/** Ticks of a log axis at 1, 2 and 5 times powers of ten that enclose low and high; wide domains keep fewer a decade. */
export function logTicks(low: number, high: number, most: number): number[] {
  // One decade more at each end: the logarithm of 9,999,999.99999999 is 7 already.
  const [first, last] = [Math.floor(Math.log10(low)) - 1, Math.floor(Math.log10(high)) + 1];
  const decades = Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
  for (const heads of [[1, 2, 5], [1, 3], [1]]) {
    const ticks = enclosing(
      decades.flatMap((decade) => heads.map((head) => Number((head * decade).toPrecision(3)))),
      low,
      high,
    );
    if (ticks.length <= most) return ticks;
  }
  return enclosing(decades, low, high);
}

function enclosing(candidates: number[], low: number, high: number): number[] {
  const first = candidates.findLastIndex((tick) => tick <= low);
  const last = candidates.findIndex((tick) => tick >= high);
  const ticks = candidates.slice(Math.max(0, first), (last < 0 ? candidates.length - 1 : last) + 1);
  return ticks.length > 1 ? ticks : candidates.slice(Math.max(0, first), Math.max(0, first) + 2);
}

/**
 * The buckets that get a label, at most `most`: majors where there are any, in equal strides, and always an unfinished
 * last one, which takes the place of a neighbour too near to be read.
 */
export function labelledBuckets(buckets: readonly Bucket[], most: number): number[] {
  const all = buckets.map((_, index) => index);
  const majors = all.filter((index) => buckets[index]?.major);
  const candidates = majors.length > 1 ? majors : all;
  const stride = Math.max(1, Math.ceil(candidates.length / most));
  const chosen = candidates.filter((_, place) => place % stride === 0);
  const last = all.at(-1);
  if (last === undefined || !buckets[last]?.unfinished || chosen.includes(last)) return chosen;
  const room = buckets.length / (most + 1);
  return [...chosen.filter((index) => last - index >= room), last];
}
