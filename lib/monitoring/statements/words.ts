import { formatCount } from '#lib/count.ts';
import { formatInstant, formatSpan } from '#lib/time.ts';
import type { StatementParams } from './params.ts';
import type { Stretch } from './pieces.ts';

/** The window that is compared with, behind `against`: `the 15 min before`, `a week earlier`, `14 Nov, 10:00 to 10:30`. */
export function otherWords(
  { against }: Pick<StatementParams, 'against'>,
  { from, to }: Stretch,
  zone: string,
  now: Date,
) {
  if (against === 'before') return `the ${formatSpan(to - from)} before`;
  if (against === 'day') return 'a day earlier';
  if (against === 'week') return 'a week earlier';
  const at = (instant: number, style: 'moment' | 'clock') => formatInstant(new Date(instant), zone, style, now);
  return `${at(from, 'moment')} to ${at(to, to - from > 86_400_000 ? 'moment' : 'clock')}`;
}

/** A length of time with a unit, three digits: `0.42 ms`, `41 ms`, `1.2 s`. */
export function msWords(ms: number): string {
  if (ms < 1_000) return `${figure(ms)} ms`;
  return `${figure(ms / 1_000)} s`;
}

/** Milliseconds without their unit for a column: `0.04`, `6.8`, `412`, `1,204`. */
export function msFigure(ms: number): string {
  return figure(ms);
}

/** Bytes in the unit that suits: `64 kB`, `1.2 GB`. */
export function bytesWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1_024 && unit < units.length - 1) {
    size /= 1_024;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(size) : figure(size)} ${units[unit]}`;
}

/** How many times as much: `3.4 times`, `11 times`. */
export function timesWords(ratio: number): string {
  return `${ratioFigure(ratio)} times`;
}

/** The bare factor: `3.4`, `11`. */
export function ratioFigure(ratio: number): string {
  return ratio < 10 ? ratio.toFixed(1) : formatCount(Math.round(ratio));
}

function figure(value: number): string {
  if (value === 0) return '0';
  if (value < 0.01) return '<0.01';
  if (value < 1) return value.toFixed(2);
  return value < 10 ? value.toFixed(1) : formatCount(Math.round(value));
}
