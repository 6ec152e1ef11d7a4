export type Grain = 'quarter' | 'hour' | 'day';

/** Rollups of one grain from `from` on and before `to` (milliseconds since 1970), added (1) or taken away (-1). */
export type Span = { grain: Grain; from: number; to: number; sign: 1 | -1 };

const QUARTER = 900_000;
const HOUR = 4 * QUARTER;
const DAY = 24 * HOUR;

/**
 * The fewest rollups that together are the window from `from` on and before `to`: whole UTC days in the middle and finer
 * edges; an edge past the middle of its day (or hour) is the whole of it less the rest. Both ends are multiples of 15
 * minutes, which local midnights of every zone are.
 */
export function coverOf(from: number, to: number): Span[] {
  if (from % QUARTER !== 0 || to % QUARTER !== 0)
    throw new RangeError('a window of figures begins and ends on a quarter of an hour');
  return between('day', from, to);
}

const finer = { day: { size: DAY, grain: 'hour' }, hour: { size: HOUR, grain: 'quarter' } } as const;

function between(grain: Grain, from: number, to: number): Span[] {
  if (from >= to) return [];
  if (grain === 'quarter') return [{ grain, from, to, sign: 1 }];
  const { size, grain: edge } = finer[grain];
  if (to - from < size) return between(edge, from, to);
  const start = Math.round(from / size) * size;
  const end = Math.round(to / size) * size;
  const whole: Span[] = start < end ? [{ grain, from: start, to: end, sign: 1 }] : [];
  return [...edgeOf(edge, from, start), ...whole, ...edgeOf(edge, end, to)];
}

/** From `from` to `to`, taken away when it runs backwards. */
function edgeOf(grain: Grain, from: number, to: number): Span[] {
  if (from <= to) return between(grain, from, to);
  return between(grain, to, from).map((span) => ({ ...span, sign: span.sign === 1 ? -1 : 1 }));
}
