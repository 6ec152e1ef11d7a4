/** A bin is this much wider than the one before it. */
export const GROWTH = 1.02;

/** The last bin; it also holds whatever is longer, over four and a half days. */
export const LAST_BIN = 999;

/** How many of the response times fell into a bin, by bin upwards; bins without any are left out. */
export type Histogram = readonly (readonly [bin: number, count: number])[];

/**
 * The bin of a response time in whole milliseconds: bin n holds what is over 1.02^(n-1) and at most 1.02^n (the DDSketch
 * mapping; Masson, Rim and Lee, VLDB 2019), bin 0 what is at most 1. `monitor.time_bin` in the database is the same formula.
 */
export function timeBin(milliseconds: number): number {
  return milliseconds <= 1 ? 0 : Math.min(LAST_BIN, Math.ceil(Math.log(milliseconds) / Math.log(GROWTH)));
}

/** The shortest and the longest whole milliseconds of a bin; null for one between two whole numbers, which is never used. */
export function boundsOfBin(bin: number): { shortest: number; longest: number } | null {
  const shortest = bin === 0 ? 0 : longestOf(bin - 1) + 1;
  const longest = longestOf(bin);
  return shortest > longest ? null : { shortest, longest };
}

/**
 * The milliseconds that stand for all of a bin: the harmonic mean of its ends, which is off by at most (longest - shortest)
 * / (longest + shortest) of the true time, so under 1 % in any bin, and exact in one that holds a single number.
 */
export function timeOfBin(bin: number): number {
  const bounds = boundsOfBin(bin);
  if (bin <= 0 || bounds === null) return GROWTH ** Math.max(bin, 0);
  return (2 * bounds.shortest * bounds.longest) / (bounds.shortest + bounds.longest);
}

/** How many response times a histogram holds. */
export function countTimes(histogram: Histogram): number {
  return histogram.reduce((sum, [, count]) => sum + count, 0);
}

/** The histogram of all the response times of several. */
export function mergeHistograms(histograms: readonly Histogram[]): Histogram {
  const counts = new Map<number, number>();
  for (const [bin, count] of histograms.flat()) counts.set(bin, (counts.get(bin) ?? 0) + count);
  return [...counts].filter(([, count]) => count !== 0).sort(([one], [other]) => one - other);
}

/** The milliseconds of the `rank`-th shortest response time, counted from 1; within 1 %. Null where there is none. */
export function timeAtRank(histogram: Histogram, rank: number): number | null {
  let passed = 0;
  for (const [bin, count] of histogram) {
    passed += count;
    if (rank >= 1 && rank <= passed) return timeOfBin(bin);
  }
  return null;
}

/**
 * The quantile of response times (0.95: what 95 % stay under), in milliseconds, as Postgres' `percentile_cont` has it:
 * between two ranks, in proportion. Within 1 % of that however many there are. Null where there are none.
 */
export function quantileOf(histogram: Histogram, fraction: number): number | null {
  const place = fraction * (countTimes(histogram) - 1);
  const below = timeAtRank(histogram, Math.floor(place) + 1);
  const above = timeAtRank(histogram, Math.ceil(place) + 1);
  return below === null || above === null ? null : below + (above - below) * (place - Math.floor(place));
}

/** Digits of a numeric are of base 10,000, so that two are a bin's count; before them stand four words. */
const BASE = 10_000;
const WORD = 4;
const HEAD = 4 * WORD;
const ZERO = 48;
const NINE = 57;
/** The code of `a` less ten. */
const TEN = 87;

/**
 * Reads the one number that the database keeps a histogram as: the sum over its turns of 10^(8 * bin), so that adding
 * numbers adds histograms. It comes as `encode(numeric_send(…), 'hex')`, which holds only the digits from the longest to
 * the shortest time, and costs Postgres a tenth of writing it out in decimal.
 * A RangeError for what no histogram can be.
 */
export function readHistogram(hex: string): Histogram {
  const digits = (hex.length - HEAD) / WORD;
  const [count, weight, sign, scale] = [0, 1, 2, 3].map((place) => wordAt(hex, place));
  const isWhole =
    sign === 0 && scale === 0 && weight !== undefined && weight <= 2 * LAST_BIN + 1 && digits <= weight + 1;
  if (count !== digits || (digits > 0 && !isWhole) || !/^[\da-f]*$/.test(hex))
    throw new RangeError('This is not a histogram.');
  const bins: [bin: number, count: number][] = [];
  for (let digit = digits - 1; digit >= 0; digit--) {
    const place = (weight ?? 0) - digit;
    const bin = Math.floor(place / 2);
    const times = wordAt(hex, 4 + digit) * (place % 2 === 0 ? 1 : BASE);
    const last = bins.at(-1);
    if (last?.[0] === bin) last[1] += times;
    else if (times > 0) bins.push([bin, times]);
  }
  return bins;
}

/** A page reads a hundred thousand words; `parseInt` of slices takes more than twice as long. */
function wordAt(hex: string, place: number): number {
  const at = place * WORD;
  return (valueAt(hex, at) << 12) | (valueAt(hex, at + 1) << 8) | (valueAt(hex, at + 2) << 4) | valueAt(hex, at + 3);
}

/** Of a digit in lower case, 0 behind the end. */
function valueAt(hex: string, at: number): number {
  const code = hex.charCodeAt(at);
  return code <= NINE ? code - ZERO : code - TEN;
}

const longest: number[] = [];

// The power is rounded, so the bin formula itself has the last word.
function longestOf(bin: number): number {
  const known = longest[bin];
  if (known !== undefined) return known;
  let last = Math.max(1, Math.floor(GROWTH ** bin));
  while (timeBin(last) > bin) last -= 1;
  while (bin < LAST_BIN && timeBin(last + 1) <= bin) last += 1;
  longest[bin] = last;
  return last;
}
