import type { Reason } from '#lib/phonebook/contact.ts';
import { digitsOf } from '#lib/phonebook/numbers.ts';

/** A part of a text, and whether it is what the search found there. */
export type MarkedPart = { text: string; found: boolean };

export const nameFields: readonly string[] = ['full_name', 'first_name', 'last_name'];
export const roleFields: readonly string[] = ['designation', 'department', 'division'];

/** Cuts a shown text where the reasons of these fields found their letters, word by word as the index spells it. */
export function markWords(text: string, why: readonly Reason[], fields: readonly string[]): MarkedPart[] {
  const found = why.filter(({ field, word }) => word !== undefined && fields.includes(field));
  const pieces = text.split(/([\p{L}\p{M}\p{N}'`´ʼ’‘]+)/u);
  return joined(pieces.flatMap((piece) => cutAt(piece, endOfLetters(piece, lettersFound(folded(piece), found)))));
}

/** Cuts a shown number at the run of digits that its field was found by. */
export function markDigits(number: string, why: readonly Reason[], field: string): MarkedPart[] {
  const run = why.find((reason) => reason.field === field && reason.word !== undefined)?.word ?? '';
  const digits = [...number.matchAll(/\p{Nd}/gu)].filter(([digit]) => digitsOf(digit) !== '');
  const places = digits.map(({ index }) => index);
  const start = digits
    .map(([digit]) => digitsOf(digit))
    .join('')
    .lastIndexOf(run);
  const from = places[start];
  const to = places[start + run.length - 1];
  if (run === '' || from === undefined || to === undefined) return joined([{ text: number, found: false }]);
  return joined([
    { text: number.slice(0, from), found: false },
    { text: number.slice(from, to + 1), found: true },
    { text: number.slice(to + 1), found: false },
  ]);
}

/** The word of a shown text that a reason found, as the text spells it; undefined when it is not there. */
export function wordShown(text: string, word: string): string | undefined {
  return wordsOf(text).find((piece) => folded(piece) === word);
}

/** Cuts a text at the words typed, without regard to case: for lists that are narrowed by what their lines hold. */
export function markTyped(text: string, query: string): MarkedPart[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const lower = text.toLocaleLowerCase();
  const parts: MarkedPart[] = [];
  let at = 0;
  while (at < text.length) {
    const hit = nextHit(lower, words, at);
    if (hit === undefined || lower.length !== text.length) {
      parts.push({ text: text.slice(at), found: false });
      break;
    }
    if (hit.from > at) parts.push({ text: text.slice(at, hit.from), found: false });
    parts.push({ text: text.slice(hit.from, hit.to), found: true });
    at = hit.to;
  }
  return parts;
}

function nextHit(lower: string, words: readonly string[], at: number): { from: number; to: number } | undefined {
  let best: { from: number; to: number } | undefined;
  for (const word of words) {
    const from = lower.indexOf(word, at);
    if (from < 0) continue;
    const to = from + word.length;
    if (best === undefined || from < best.from || (from === best.from && to > best.to)) best = { from, to };
  }
  return best;
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}'`´ʼ’‘]+/gu) ?? [];
}

function lettersFound(word: string, found: readonly Reason[]): number {
  const counts = found
    .filter((reason) => reason.word === word)
    .map(({ letters }) => letters ?? Number.POSITIVE_INFINITY);
  return Math.max(0, ...counts);
}

/** Where in the piece as shown its first so many letters of the index's spelling end. */
function endOfLetters(piece: string, letters: number): number {
  let end = 0;
  let passed = 0;
  for (const character of piece) {
    const own = [...folded(character)].length;
    if (own > 0 && passed >= letters) break;
    passed += own;
    end += character.length;
  }
  return passed === 0 ? 0 : end;
}

function cutAt(piece: string, at: number): MarkedPart[] {
  return [
    { text: piece.slice(0, at), found: true },
    { text: piece.slice(at), found: false },
  ];
}

function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'`´ʼ’‘]+/g, '')
    .toLowerCase();
}

function joined(parts: readonly MarkedPart[]): MarkedPart[] {
  const whole: MarkedPart[] = [];
  for (const { text, found } of parts) {
    const last = whole.at(-1);
    if (text === '') continue;
    if (last?.found === found) last.text += text;
    else whole.push({ text, found });
  }
  return whole;
}
