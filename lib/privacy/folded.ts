/** Stands where something is masked already: no pattern matches it, so none reaches across. */
export const HOLE = '\u0001';

// The zero of each script whose digits people type. All lie in the basic plane, so that a digit stays one unit long.
const zeros = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040,
  0x17e0, 0x1810, 0xff10,
];

const signs: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    '-': '\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d',
    ' ': '\t\n\v\f\r\u0001\u0002\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000',
    "'": '\u2018\u2019\u02bc\uff07',
    '"': '\u201c\u201d',
    '@': '\uff20',
    '+': '\uff0b',
    '.': '\uff0e',
  }).flatMap(([plain, others]) => [...others].map((other) => [other, plain])),
);

/**
 * A text made alike for matching, unit by unit, so that places in it are places in the text: lower case, the digits of any
 * script as 0-9, dashes, white space and quotation marks in their plain form.
 */
export function foldUnits(text: string): string {
  return text.replace(/[^ -@[-~]/g, foldUnit);
}

function foldUnit(unit: string): string {
  const sign = signs[unit];
  if (sign !== undefined) return sign;
  const code = unit.charCodeAt(0);
  const zero = code < 0x660 ? undefined : zeros.find((first) => code >= first && code <= first + 9);
  if (zero !== undefined) return String(code - zero);
  const lower = unit.toLowerCase();
  return lower.length === 1 ? lower : unit;
}

/** The digits of every script that folds to 0-9, as ranges for a class of a regular expression. */
export const digitRanges = ['0', ...zeros.map((zero) => String.fromCharCode(zero))]
  .map((zero) => `${zero}-${String.fromCharCode(zero.charCodeAt(0) + 9)}`)
  .join('');

/** Whether a unit of a folded text is a digit. */
export function isDigit(unit: string | undefined): boolean {
  return unit !== undefined && unit >= '0' && unit <= '9';
}

/** Whether it is a letter, or a mark on one. */
export function isLetter(unit: string | undefined): boolean {
  if (unit === undefined || unit === '') return false;
  return unit < '\u0080' ? unit >= 'a' && unit <= 'z' : /[\p{L}\p{M}]/u.test(unit);
}

/** Whether it is a letter of the Latin script: other scripts put endings right after a number. */
export function isLatin(unit: string | undefined): boolean {
  return unit !== undefined && unit < '\u0250' && isLetter(unit);
}
