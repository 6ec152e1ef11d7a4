import { formatCount } from '#lib/count.ts';
import { formatSpan } from '#lib/time.ts';
import type { Level, Unit } from './rule.ts';

const MINUTE_SECONDS = 60;

/** `80 % for 10 s`, `30 min`, `3 sessions`, `at once`, `when it lasts 4 s`. */
export function levelWords({ limit, holdSeconds }: Level, unit: Unit | undefined, below = false): string {
  const lasts = holdSeconds === 0 ? '' : formatSpan(holdSeconds * 1_000);
  if (limit === undefined) return lasts === '' ? 'at once' : `when it lasts ${lasts}`;
  const from = unit === 's' && limit >= MINUTE_SECONDS ? formatSpan(limit * 1_000) : limitWords(limit, unit);
  return `${below ? 'below ' : ''}${from}${lasts === '' ? '' : ` for ${lasts}`}`;
}

/** As it is typed: `80 %`, `1,800 s`. */
export function limitWords(limit: number, unit: Unit | undefined): string {
  return unit === undefined ? formatCount(limit) : `${formatCount(limit)} ${unit}`;
}
