import type { Group } from '#lib/privacy/digit-groups.ts';

/** No number is written in more groups, in fewer digits or in more; 15 with `00` ahead. */
export const MOST_GROUPS = 8;
export const FEWEST_DIGITS = 7;
export const MOST_DIGITS = 17;

/** Digits in groups, how many each has, and all of them together. */
export type WrittenNumber = { groups: readonly Group[]; lengths: readonly number[]; all: string };

/**
 * What the form of a number alone tells: surely international or national, in the shape that numbers are written in, a number
 * only if the words before say so, or none.
 */
export type Verdict = 'international' | 'national' | 'shaped' | 'with a hint' | 'no';

// Mobile numbers written with their country's code but without the plus: the code, and all digits that may follow.
const bare =
  /^(?:1[2-9]\d{2}[2-9]\d{6}|8801[3-9]\d{8}|91[6-9]\d{9}|447\d{9}|923\d{9}|9779[78]\d{8}|947\d{8}|9715\d{8}|9665\d{8}|33[67]\d{8}|393\d{8,9}|34[67]\d{8}|491[567]\d{8,9}|861[3-9]\d{9}|601\d{8,9}|628\d{8,11}|639\d{9}|2547\d{8}|234[789]\d{9}|27[678]\d{8}|201\d{9}|905\d{9}|79\d{9}|55\d{2}9\d{8})$/;

/** Judges groups of digits as a telephone number; `plus` stands before them, `bracketed` is the first of them. */
export function judgeNumber(
  written: WrittenNumber,
  { plus, bracketed }: { plus: boolean; bracketed: boolean },
): Verdict {
  const { groups, lengths, all } = written;
  if (all.length < FEWEST_DIGITS || all.length > MOST_DIGITS || groups.length > MOST_GROUPS) return 'no';
  if (plus)
    return /^[1-9]\d{6,14}$/.test(all) && !(groups.length === 1 && /^\d{4,5}000$/.test(all)) ? 'international' : 'no';
  if (/^00[1-9]/.test(all) && (lengths[0] ?? 0) > 1 && all.length >= (groups.length > 1 ? 10 : 12))
    return 'international';
  if (all.length > 13 || /^0+$/.test(all)) return 'no';
  if (groups.length === 1) return judgeBare(all);
  if (isMark(written)) return 'no';
  if (isLikelyOther(written)) return 'with a hint';
  if (isTrunk(written)) return all.length >= 9 && all.length <= 12 ? 'national' : 'shaped';
  if (bracketed && all.length >= 9 && all.length <= 12 && lengths.every((length) => length >= 2)) return 'national';
  if (isAmerican(written)) return 'national';
  return isShaped(written) ? 'shaped' : judgeLoosely(written);
}

function judgeBare(all: string): Verdict {
  if (/^0[1-9]/.test(all) && all.length >= 9 && all.length <= 12) return 'national';
  if (bare.test(all)) return 'shaped';
  const isHourOfDay = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])[0-2]\d$/.test(all);
  if (all.length === 10 && /^[2-9]/.test(all) && !isHourOfDay && !/0{4}$/.test(all)) return 'shaped';
  return 'with a hint';
}

/** 020 7946 0000, 0(532) 123 45 67 */
function isTrunk({ groups, lengths, all }: WrittenNumber): boolean {
  const [first = 0, ...rest] = lengths;
  const apart = first === 1 && groups[1]?.before === '(';
  if (!/^0[1-9]/.test(all) || (first < 2 && !apart) || rest.some((length) => length < 2)) return false;
  return all.length >= 8 && (lengths.some((length) => length > 2) || all.length === 10);
}

/** 555-123-4567, with or without a 1 before. */
function isAmerican({ lengths, all }: WrittenNumber): boolean {
  const shape = lengths.join('-');
  return (shape === '3-3-4' && /^[2-9]/.test(all)) || (shape === '1-3-3-4' && /^1[2-9]/.test(all));
}

/** Books and social security. */
function isMark({ groups, lengths, all }: WrittenNumber): boolean {
  const dashes = groups.slice(1).every(({ before }) => before.includes('-'));
  return (all.length === 13 && /^97[89]/.test(all)) || (lengths.join('-') === '3-2-4' && dashes);
}

/** Places (90210-1234), ranges of years or round numbers, and amounts (12 345 678, 1.250.000). */
function isLikelyOther({ groups, lengths, all }: WrittenNumber): boolean {
  if (lengths.join('-') === '5-4') return true;
  if (groups.every(({ digits }) => /^(?:19|20)\d\d$/.test(digits))) return true;
  if (groups.every(({ digits }) => digits.endsWith('0')) && !all.startsWith('0')) return true;
  const thousands = groups.slice(1).every(({ digits, before }) => digits.length === 3 && /^[ .]$/.test(before));
  return thousands && (lengths[0] ?? 0) <= 3 && (all.length < 9 || all.endsWith('000'));
}

function isShaped({ groups, lengths, all }: WrittenNumber): boolean {
  const shape = lengths.join('-');
  if (groups.slice(1).some(({ before }) => /[./]/.test(before))) return /^(?:3-4|2-2-2-2-2)$/.test(shape);
  if (all.length <= 8) return shortShapes.includes(shape);
  const [first = 0, second = 0] = lengths;
  if (lengths.length === 2) return all.length <= 12 && first >= 2 && first <= 5 && second >= 5 && second <= 8;
  const isList = lengths.every((length) => length <= 2) && !/^0/.test(all);
  const isFours = lengths.every((length) => length === 4);
  const fits = lengths.slice(1).every((length) => length >= 2 && length <= 5) && (first >= 2 || /^[178]/.test(all));
  return groups.length <= 5 && fits && !isList && !isFours;
}

const shortShapes = ['3-4', '4-4', '2-6', '3-5', '3-2-2', '2-3-2', '2-2-3', '2-3-3', '2-2-2-2', '1-3-4', '1-4-3'];

function judgeLoosely({ groups }: WrittenNumber): Verdict {
  return groups.some(({ before }) => /[./]/.test(before)) ? 'no' : 'with a hint';
}
