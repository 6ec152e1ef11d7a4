/** Where a value stands, in px or in shares of the width. */
export type Scale = (value: number) => number;

type Range = readonly [from: number, to: number];

/** Equal steps. A domain without length lies in the middle of the range. */
export function linearScale([low, high]: Range, [from, to]: Range): Scale {
  if (high === low) return () => (from + to) / 2;
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

/** Equal ratios, for positive domains; what is below its low end stands at that end, zero and less included. */
export function logScale([low, high]: Range, range: Range): Scale {
  const inner = linearScale([Math.log(low), Math.log(high)], range);
  return (value) => inner(Math.log(Math.max(value, low)));
}

/** The middle of bucket `index` of `count`, as a share of the width. */
export function middleOf(index: number, count: number): number {
  return (index + 0.5) / count;
}

/** The bucket under a place given as a share of the width, never outside. */
export function indexAt(share: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(share * count)));
}

/** More buckets than this stand so close that strokes are drawn thinner and gaps are left out. */
export const DENSE = 120;

/** A share of the width as SVG and CSS take it: drawn so, a chart fits any width from its first paint. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(3))}%`;
}
