import type { ParsedQuery } from './query.ts';
import { runSource, spacedCharacter, textParts } from './unspaced.ts';

/** A found part of a text, in UTF-16 units: from `start` on and before `end`. */
export type Range = { start: number; end: number };

type Side = 'question' | 'answer';
type Folded = { text: string; starts: number[]; ends: number[] };

// What the database's unaccent turns into other letters; the rest of its work is done by taking a letter apart.
const others: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };
const accents = /[\u0300-\u036f]/gu;
const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });
const parts = /[\p{L}\p{N}\p{M}]+/gu;
const BEFORE = `(?<!${spacedCharacter})`;
const AFTER = `(?!${spacedCharacter})`;
const REST = `(?:${spacedCharacter})*`;
const BETWEEN = '[^\\p{L}\\p{N}\\p{M}]+';
/** Nothing need stand beside a run of letters that are written without spaces. */
const BESIDE_RUN = '[^\\p{L}\\p{N}\\p{M}]*';

/**
 * Where in a text the search found what it looked for: whole words, phrases over spaces and points, beginnings with the rest of their
 * word; what is written without spaces wherever it stands; substrings in the question alone.
 */
export function highlight(text: string, query: ParsedQuery, side: Side): Range[] {
  const patterns = patternsOf(query)
    .filter(({ sides }) => sides.includes(side))
    .map(({ source }) => source);
  if (patterns.length === 0) return [];
  const folded = fold(text);
  const segments = letters.segment(text);
  const found = patterns.flatMap((source) =>
    [...folded.text.matchAll(new RegExp(source, 'gu'))].map(({ 0: match, index }) => ({
      start: letterStart(segments, folded.starts[index] ?? 0),
      end: letterEnd(segments, folded.ends[index + match.length - 1] ?? text.length),
    })),
  );
  return merge(found);
}

/** Whether each thing that is looked for stands in one of the two sides. */
export function holdsAll(turn: { question: string; answer: string }, query: ParsedQuery): boolean {
  const folded = { question: foldText(turn.question), answer: foldText(turn.answer) };
  return patternsOf(query).every(({ source, sides }) =>
    sides.some((side) => new RegExp(source, 'u').test(folded[side])),
  );
}

/** Whether anything that is left out stands in one of the two sides. */
export function holdsExcluded(turn: { question: string; answer: string }, { excluded }: ParsedQuery): boolean {
  if (excluded.length === 0) return false;
  const folded = [foldText(turn.question), foldText(turn.answer)];
  const patterns = excluded.map((value) => pattern(value, false)).filter((source) => source !== '');
  return patterns.some((source) => folded.some((text) => new RegExp(source, 'u').test(text)));
}

type Pattern = { source: string; sides: readonly Side[] };

function patternsOf(query: ParsedQuery): Pattern[] {
  const both = ['question', 'answer'] as const;
  return [
    ...[...query.words, ...query.phrases].map((value) => ({ source: pattern(value, false), sides: both })),
    ...query.prefixes.map((value) => ({ source: pattern(value, true), sides: both })),
    ...query.substrings.map((value) => ({ source: literal(fold(value).text), sides: ['question'] as const })),
  ].filter(({ source }) => source !== '');
}

/** The source for words one after the other, the last of them whole or as a beginning; '' when no word is in it. */
function pattern(value: string, isBeginning: boolean): string {
  const found = textParts(fold(value).text);
  const sources = found.map((part, place) => {
    const isOpen = isBeginning && place === found.length - 1;
    // A letter by itself among words is looked for as the beginning of a pair, which may bear more marks.
    if ('units' in part) return runSource(part.units, isOpen || (found.length > 1 && part.units.length === 1));
    return `${BEFORE}${(part.words.match(parts) ?? []).join(BETWEEN)}${isOpen ? REST : AFTER}`;
  });
  return sources.join(BESIDE_RUN);
}

/** A text with what means something in an expression made plain. */
function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}

/** The text of `fold` without its places: for a long one in plain letters a quarter of a millisecond instead of ten. */
function foldText(text: string): string {
  return text.replace(/[^\p{ASCII}]/gu, foldLetter).toLowerCase();
}

function foldLetter(letter: string): string {
  const plain = letter.toLowerCase().normalize('NFD').replace(accents, '');
  return others[plain] ?? plain.normalize('NFC');
}

function fold(text: string): Folded {
  const folded: Folded = { text: '', starts: [], ends: [] };
  let at = 0;
  for (const letter of text) {
    const written = foldLetter(letter);
    folded.text += written;
    for (let unit = 0; unit < written.length; unit++) {
      folded.starts.push(at);
      folded.ends.push(at + letter.length);
    }
    at += letter.length;
  }
  return folded;
}

// A mark cut off from its letter, or half of a joined letter, would be drawn by itself.
function letterStart(segments: Intl.Segments, at: number): number {
  return segments.containing(at)?.index ?? at;
}

function letterEnd(segments: Intl.Segments, end: number): number {
  const last = segments.containing(end - 1);
  return last === undefined ? end : last.index + last.segment.length;
}

function merge(ranges: Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of ranges.filter(({ start, end }) => end > start).toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else merged.push({ ...range });
  }
  return merged;
}

/** A piece of running text and whether it was found. */
export type Piece = { text: string; found: boolean };

/** The beginning of a text, or what stands around its first found part, in one line of at most `length` characters. */
export function excerpt(text: string, ranges: Range[], length: number): Piece[] {
  const first = ranges[0]?.start ?? 0;
  const start = first < length * 0.8 ? 0 : wordStart(text, first - Math.floor(length / 4));
  const end = start + length < text.length ? wordStart(text, start + length) : text.length;
  const pieces = cut(text, ranges, start, end);
  if (start > 0) pieces.unshift({ text: '… ', found: false });
  if (end < text.length) pieces.push({ text: ' …', found: false });
  return pieces.map((piece) => ({ ...piece, text: piece.text.replace(/\s+/gu, ' ') }));
}

/** A whole text, cut where found parts begin and end. */
export function pieces(text: string, ranges: Range[]): Piece[] {
  return cut(text, ranges, 0, text.length);
}

function cut(text: string, ranges: Range[], start: number, end: number): Piece[] {
  const cutPieces: Piece[] = [];
  let at = start;
  const add = (to: number, found: boolean) => {
    if (to > at) cutPieces.push({ text: text.slice(at, to), found });
    at = Math.max(at, to);
  };
  for (const range of ranges) {
    if (range.end <= start || range.start >= end) continue;
    add(Math.max(start, range.start), false);
    add(Math.min(end, range.end), true);
  }
  add(end, false);
  return cutPieces;
}

/** The beginning of the word around `at`, or where that is far away of the letter there. */
function wordStart(text: string, at: number): number {
  const space = text.lastIndexOf(' ', at);
  return at - space < 30 ? space + 1 : letterStart(letters.segment(text), at);
}
