/**
 * Scripts that put no spaces between words: Chinese, Japanese, Thai, Lao, Burmese and Khmer. What of a text is in them is read by
 * letters, each with its marks. `search.unspaced` holds the same classes, as Postgres writes them.
 */
const letters =
  '\\u3005-\\u3007\\u3031-\\u3035\\u303B\\u303C\\u3041-\\u3096\\u309D-\\u309F\\u30A1-\\u30FA\\u30FC-\\u30FF\\u31F0-\\u31FF\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uF900-\\uFAFF\\uFF66-\\uFF9D' +
  '\\u0E01-\\u0E30\\u0E32\\u0E33\\u0E40-\\u0E46\\u0E81-\\u0EB0\\u0EB2\\u0EB3\\u0EBD\\u0EC0-\\u0EC6\\u0EDC-\\u0EDF\\u1000-\\u102A\\u103F\\u1050-\\u1055\\u105A-\\u105D\\u1061\\u1065\\u1066\\u106E-\\u1070\\u1075-\\u1081\\u108E\\u1780-\\u17B3\\u17D7\\u17DC';
/** The rarer Chinese letters, beyond the basic plane: each is a word of its own (migration 0050). */
const rareLetters = '\\u{20000}-\\u{3FFFF}';
const marks =
  '\\u0E31\\u0E34-\\u0E3A\\u0E47-\\u0E4E\\u0EB1\\u0EB4-\\u0EBC\\u0EC8-\\u0ECE\\u102B-\\u103E\\u1056-\\u1059\\u105E-\\u1060\\u1062-\\u1064\\u1067-\\u106D\\u1071-\\u1074\\u1082-\\u108D\\u108F\\u109A-\\u109D\\u17B4-\\u17D3\\u17DD\\u302A-\\u302F\\u3099\\u309A\\uFF9E\\uFF9F';

/** A letter of such a script. */
export const unspacedLetter = new RegExp(`[${letters}${rareLetters}]`, 'u');
/** A mark that belongs to the letter before it, as the vowels of Thai do. */
export const unspacedMark = new RegExp(`[${marks}]`, 'u');

/** What Thai and Khmer texts put between words and nobody types. */
const HIDDEN_SPACE = '\u200B';
const unit = new RegExp(`[${letters}${rareLetters}][${marks}]*`, 'gu');
const part = new RegExp(
  `(?:[${letters}][${marks}]*)+|[${rareLetters}][${marks}]*|(?:(?![${letters}${rareLetters}])[\\s\\S])+`,
  'gu',
);
const wordCharacter = /[\p{L}\p{N}]/u;

/** A run of letters of such a script, or a piece of text without any. */
export type TextPart = { units: string[] } | { words: string };

export function holdsUnspaced(value: string): boolean {
  return unspacedLetter.test(value);
}

/** What of a text can be looked for, in its order: what is neither a letter nor a digit by itself is left out. */
export function textParts(value: string): TextPart[] {
  const found = value.replaceAll(HIDDEN_SPACE, '').match(part) ?? [];
  return found
    .filter((text) => wordCharacter.test(text))
    .map((text) => (holdsUnspaced(text) ? { units: text.match(unit) ?? [] } : { words: text }));
}

/** The pairs of neighbours that the text index holds of a run: “信用卡” is 信用 and 用卡. None of a single letter. */
export function pairsOf(units: readonly string[]): string[] {
  return units.slice(1).map((second, place) => `${units[place]}${second}`);
}

/** The source of an expression, for Postgres as for a browser, that finds a run in a text; as a beginning, its last letter may bear more marks. */
export function runSource(units: readonly string[], isBeginning: boolean): string {
  return `${units.join(`${HIDDEN_SPACE}?`)}${isBeginning ? `[${marks}]*` : `(?![${marks}])`}`;
}

/** The source of an expression for one character of a word of any other script. */
export const spacedCharacter = `(?![${letters}${rareLetters}${marks}])[\\p{L}\\p{N}\\p{M}]`;
