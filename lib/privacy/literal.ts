import { foldUnits, HOLE, isDigit, isLatin, isLetter } from '#lib/privacy/folded.ts';

/** How long a pattern may be. */
export const LONGEST_PATTERN = 200;

/** A part of a text, from `start` up to, not including, `end`. */
export type Span = { start: number; end: number };

/** A pattern made ready for matching. */
export type Literal = {
  /** What each place of the pattern takes: a unit as it is, `#` a digit, `@` a letter, ` ` white space. */
  places: readonly string[];
  /** Whether anything may stand before the place of that number; the last entry is for after the last place. */
  gaps: readonly boolean[];
  /** The places that take a unit, as bits; filled as units are met. */
  taking: Map<string, Int32Array>;
  /** The numbers of matched places at which `*` lets any unit pass, and those at which one more space does. */
  anyPasses: Int32Array;
  spacePasses: Int32Array;
};

// What a `*` may stand for within one word.
const LONGEST_GAP = 64;

/**
 * Reads a pattern: text as it is written, without regard to case or the form of quotation marks, in which `#` stands for a
 * digit, `@` for a letter, `*` for anything or nothing within a word, and a space for white space of any length. Returns
 * the pattern, or the sentence that tells what is wrong with it. It is never a regular expression.
 */
export function readLiteral(pattern: string): Literal | string {
  const text = foldUnits(pattern).trim();
  if (text.length > LONGEST_PATTERN) return `A pattern has at most ${LONGEST_PATTERN} characters.`;
  const places: string[] = [];
  const gaps = [false];
  for (const unit of text.replace(/ +/g, ' ').split('')) {
    if (unit === '*') gaps[places.length] = true;
    else {
      places.push(unit);
      gaps.push(false);
    }
  }
  if (places.filter((place) => place !== ' ').length < 3)
    return 'A pattern needs at least three characters besides “*”, or it would match almost anything.';
  const afterSpace = places.map((_, at) => at > 0 && places[at - 1] === ' ');
  return { places, gaps, taking: new Map(), anyPasses: bitsOf(gaps), spacePasses: bitsOf([...afterSpace, false]) };
}

/**
 * Where a pattern occurs in a folded text, leftmost and then longest, none overlapping. A match does not begin or end within
 * a word or number unless the pattern does so by `*`. Takes time in proportion to the text, whatever the pattern: it follows
 * all ways to match at once (K. Thompson, Communications of the ACM 11, 1968), backwards to find where matches begin, then
 * forwards from each.
 */
export function findLiteral(literal: Literal, folded: string): Span[] {
  const starts = startsOf(literal, folded);
  const spans: Span[] = [];
  let at = 0;
  while (at < folded.length) {
    const end = starts[at] === 1 ? endFrom(literal, folded, at) : -1;
    if (end > at) spans.push({ start: at, end });
    at = Math.max(end, at + 1);
  }
  return spans;
}

// No match is longer.
function reachOf({ places, gaps }: Literal): number {
  return places.length + LONGEST_GAP * (gaps.filter(Boolean).length + places.filter((place) => place === ' ').length);
}

/** Marks every place of the text at which a match may begin. Bit n of the states: all places from n on are matched. */
function startsOf(literal: Literal, folded: string): Uint8Array {
  const last = literal.places.length;
  const starts = new Uint8Array(folded.length);
  const states = new Int32Array(literal.anyPasses.length);
  for (let at = folded.length - 1; at >= 0; at--) {
    if (isEdge(folded, at + 1)) set(states, last);
    const unit = folded.charAt(at);
    const taking = takingOf(literal, unit);
    const passing = passingOf(literal, unit);
    for (let word = 0; word < states.length; word++) {
      const state = states[word] ?? 0;
      const matched = ((state >>> 1) | ((states[word + 1] ?? 0) << 31)) & (taking[word] ?? 0);
      states[word] = matched | (state & (passing?.[word] ?? 0));
    }
    if (has(states, 0) && isEdge(folded, at)) starts[at] = 1;
  }
  return starts;
}

/** The end of the longest match that begins at a place, or -1. Bit n of the states: the places before n are matched. */
function endFrom(literal: Literal, folded: string, start: number): number {
  const last = literal.places.length;
  const limit = Math.min(folded.length, start + reachOf(literal));
  const states = new Int32Array(literal.anyPasses.length);
  set(states, 0);
  let end = -1;
  for (let at = start; at < limit && states.some((word) => word !== 0); at++) {
    const unit = folded.charAt(at);
    const taking = takingOf(literal, unit);
    const passing = passingOf(literal, unit);
    let carried = 0;
    for (let word = 0; word < states.length; word++) {
      const state = states[word] ?? 0;
      const matched = state & (taking[word] ?? 0);
      states[word] = (matched << 1) | carried | (state & (passing?.[word] ?? 0));
      carried = matched >>> 31;
    }
    if (has(states, last) && isEdge(folded, at + 1)) end = at + 1;
  }
  return end;
}

function takingOf({ places, taking, anyPasses }: Literal, unit: string): Int32Array {
  const known = taking.get(unit);
  if (known !== undefined) return known;
  const bits = bitsOf(places.map((place) => takes(place, unit)));
  const padded = new Int32Array(anyPasses.length);
  padded.set(bits);
  // Bounded, since a text may hold every unit there is.
  if (taking.size < 500) taking.set(unit, padded);
  return padded;
}

function takes(place: string, unit: string): boolean {
  if (place === '#') return isDigit(unit);
  return place === '@' ? isLetter(unit) : place === unit;
}

function passingOf({ anyPasses, spacePasses }: Literal, unit: string): Int32Array | undefined {
  if (unit === HOLE) return undefined;
  return unit === ' ' ? spacePasses : anyPasses;
}

function bitsOf(values: readonly boolean[]): Int32Array {
  const bits = new Int32Array((values.length >> 5) + 1);
  for (const [at, value] of values.entries()) if (value) set(bits, at);
  return bits;
}

function set(bits: Int32Array, at: number): void {
  bits[at >> 5] = (bits[at >> 5] ?? 0) | (1 << (at & 31));
}

function has(bits: Int32Array, at: number): boolean {
  return ((bits[at >> 5] ?? 0) & (1 << (at & 31))) !== 0;
}

/** Whether a word or a number does not go on across this place; an ending in another script after a number is a word of its own. */
function isEdge(folded: string, at: number): boolean {
  const before = folded.charAt(at - 1);
  const after = folded.charAt(at);
  if (isDigit(before)) return !isDigit(after) && !isLatin(after);
  if (isLetter(before)) return !isLetter(after) && !(isLatin(before) && isDigit(after));
  return !(before >= '\ud800' && before <= '\udbff' && after >= '\udc00' && after <= '\udfff');
}
