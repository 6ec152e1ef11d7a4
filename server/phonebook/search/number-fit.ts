/** How digits that were said lie in a number: 1 is the very number. `shared` entries bear it. */
export type NumberFit = {
  field: string;
  digits: string;
  how: 'whole' | 'same' | 'ends' | 'starts' | 'within';
  score: number;
};

const SAME_NUMBER_DIGITS = 7;
/** Country code and trunk digits that two ways to write one number may differ by. */
const MOST_PREFIX = 5;

/** The best fit of any of the said digits in any of the numbers, or null. */
export function fitNumbers(
  said: readonly string[],
  numbers: readonly { field: string; digits: string }[],
): NumberFit | null {
  let best: NumberFit | null = null;
  for (const { field, digits } of numbers) {
    for (const wanted of said) {
      const fit = fitNumber(wanted, digits);
      if (fit !== null && (best === null || fit.score > best.score)) best = { field, ...fit };
    }
  }
  return best;
}

function fitNumber(said: string, digits: string): Omit<NumberFit, 'field'> | null {
  if (said === digits) return { digits: said, how: 'whole', score: said.length >= SAME_NUMBER_DIGITS ? 1 : 0.98 };
  const shared = commonEnd(said, digits);
  const rest = Math.max(said.length, digits.length) - shared;
  const full =
    shared >= SAME_NUMBER_DIGITS && rest <= MOST_PREFIX && isPrefix(said, shared) && isPrefix(digits, shared);
  if (full && said.length > shared) return { digits: digits.slice(-shared), how: 'same', score: 0.93 + 0.004 * shared };
  const length = said.length;
  if (shared === length) return { digits: said, how: 'ends', score: Math.min(0.95, 0.66 + 0.036 * length) };
  if (digits.startsWith(said)) return { digits: said, how: 'starts', score: Math.min(0.84, 0.56 + 0.03 * length) };
  if (digits.includes(said)) return { digits: said, how: 'within', score: Math.min(0.84, 0.54 + 0.03 * length) };
  return null;
}

/** What stands before the shared digits is a prefix: nothing, or few digits. */
function isPrefix(digits: string, shared: number): boolean {
  return digits.length - shared <= MOST_PREFIX;
}

function commonEnd(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[a.length - 1 - at] === b[b.length - 1 - at]) at += 1;
  return at;
}
