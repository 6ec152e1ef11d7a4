import { formatCount } from '#lib/count.ts';

/** A share of 0 to 1 in percent, one decimal, without its unit: 68.4. */
export function formatShare(share: number): string {
  return (share * 100).toFixed(1);
}

/** Milliseconds for an axis: 500 ms, 1 s, 1.5 s. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Number(milliseconds.toPrecision(3))} ms`;
  return `${formatCount(Number((milliseconds / 1_000).toPrecision(3)))} s`;
}

/** Milliseconds in whole numbers without the unit: 4,166. */
export function formatMilliseconds(milliseconds: number): string {
  return formatCount(Math.round(milliseconds));
}

/** With its sign, a true minus and fixed decimals: +7.1, −0.3, 0.0. */
export function formatSigned(value: number, decimals: number): string {
  const size = Math.abs(value).toFixed(decimals);
  if (Number(size) === 0) return size;
  return `${value > 0 ? '+' : '−'}${size}`;
}
