import type { Candidate } from './candidates.ts';
import { fitEmail, type TypedEmail } from './email-fit.ts';
import { type EntryWords, type RoleField, wordsOfEntry } from './entry-words.ts';
import { type Fit, fitName, fitRole } from './fit.ts';
import { fitNumbers, type NumberFit } from './number-fit.ts';
import type { Query } from './read-query.ts';
import type { Token } from './token.ts';

/** A word of the query and what answers it in the entry. */
export type Match = { token: Token; word: string; field: 'full_name' | RoleField; fit: Fit };
export type Exact = 'id' | 'email' | 'name' | 'id key' | 'id zeros' | 'email slip' | 'email starts' | 'id starts';
export type Scored = {
  candidate: Candidate;
  /** Between 0 and 1; 1 is an exact hit. Orders, and is no probability. */
  score: number;
  exact: Exact | null;
  matches: Match[];
  number: NumberFit | null;
  /** Words of the query that nothing in the entry answers. */
  unanswered: Token[];
  /** Words of the entry's name that were not asked for, initials among them. */
  unasked: number;
};

// What a word counts for where the entry answers it, and where it does not. Set on the half that `npm run eval` tunes on.
const WEIGHTS: Record<Token['kind'], { met: number; missed: number }> = {
  word: { met: 1, missed: 1 },
  digits: { met: 1, missed: 1 },
  letter: { met: 0.5, missed: 0.25 },
  muhammad: { met: 0.35, missed: 0.35 },
  carrier: { met: 0.4, missed: 0.04 },
  title: { met: 0.12, missed: 0.06 },
};
/** A word that nobody of the directory bears says less against an entry. */
const UNKNOWN = 0.7;
const OTHER_ROLE = 1.3;
const NUMBER_WEIGHT = 1.2;
/** What words are worth that stand before the @ of an address that nobody bears. */
const AS_WORDS = 0.84;
const LEFT_OVER_NAME = 0.012;
const LEFT_OVER_ROLE = 0.006;
const EXACT: Record<Exact, number> = {
  id: 1,
  email: 1,
  name: 0.998,
  'id key': 0.97,
  'id zeros': 0.7,
  'email slip': 0.94,
  'email starts': 0.8,
  'id starts': 0.62,
};

/** The candidates with their scores, best first; of equals the one with fewer bearers of its number, then the alphabet. */
export function rank(candidates: readonly Candidate[], query: Query): Scored[] {
  const said = [...query.numbers, ...query.extensions];
  const scored = candidates.map((candidate) => scoreOf(candidate, query, said));
  shareNumbers(scored);
  return scored
    .filter(({ score }) => score > 0)
    .sort(
      (a, b) => b.score - a.score || compare(a.candidate.name, b.candidate.name) || a.candidate.id - b.candidate.id,
    );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function scoreOf(candidate: Candidate, query: Query, said: string[]): Scored {
  const known = wordsOfEntry(candidate);
  const entry = query.email === null ? known : { ...known, roles: [], acronyms: [] };
  const number = said.length === 0 ? null : fitNumbers(said, candidate.numbers);
  const exact = exactOf(candidate.legs);
  const best = waysToRead(query)
    .map(({ tokens, asNumber }) => scoreWords(tokens, entry, asNumber ? number : null, asNumber && said.length > 0))
    .reduce((a, b) => (b.score > a.score ? b : a));
  const top = exact === null ? 0 : EXACT[exact];
  const words = {
    candidate,
    exact: top >= best.score ? exact : null,
    number,
    ...best,
    score: Math.max(best.score, top),
  };
  if (exact === 'name' && isLone(candidate)) return { ...words, exact: null, unasked: 1 };
  return query.email === null || isWhole(exact) ? words : emailOf(query.email, words);
}

/** The lone name that is all an entry holds of a person stands first, but proves nothing: others bear it too. */
function isLone({ kind, name }: Candidate): boolean {
  return kind === 'person' && !name.includes(' ');
}

/** An address says who is meant by itself; that its words are those of a name says less. */
function emailOf(typed: TypedEmail, words: Scored): Scored {
  const score = AS_WORDS * words.score;
  const fit = words.candidate.email === null ? null : fitEmail(typed, words.candidate.email);
  if (fit === null || fit.score < score) return { ...words, exact: null, score };
  return { ...words, ...fit, matches: [], unanswered: [], unasked: 0 };
}

function isWhole(exact: Exact | null): boolean {
  return exact === 'id' || exact === 'email' || exact === 'name';
}

/** A lone "26" is an extension or part of a role, never both at once. */
function waysToRead({ readings, isNumber, extensions }: Query): { tokens: Token[]; asNumber: boolean }[] {
  if (!isNumber || extensions.length === 0) return readings.map((tokens) => ({ tokens, asNumber: true }));
  return [{ tokens: [], asNumber: true }, ...readings.map((tokens) => ({ tokens, asNumber: false }))];
}

function exactOf(legs: readonly string[]): Exact | null {
  const ways = [
    'id',
    'email',
    'name',
    'id key',
    'email starts',
    'id zeros',
    'id starts',
  ] as const satisfies readonly Exact[];
  return ways.find((way) => legs.includes(way)) ?? null;
}

type Words = Pick<Scored, 'score' | 'matches' | 'unanswered' | 'unasked'>;

function scoreWords(
  tokens: readonly Token[],
  entry: EntryWords,
  number: NumberFit | null,
  numberAsked: boolean,
): Words {
  const matches = assign(tokens, entry);
  const met = new Map(matches.map((match) => [match.token, match]));
  const inName = matches.filter(({ field }) => field === 'full_name').length;
  let earned = number === null ? 0 : NUMBER_WEIGHT * number.score;
  let asked = numberAsked && (number !== null || tokens.length > 0) ? NUMBER_WEIGHT : 0;
  for (const token of tokens) {
    const match = met.get(token);
    if (match === undefined && isEcho(token, matches)) continue;
    const { met: weight, missed } = weightsOf(token, match);
    asked += match === undefined ? missed * missedWeight(token, inName) : weight;
    earned += match === undefined ? 0 : weight * match.fit.score;
  }
  const unanswered = tokens.filter((token) => !met.has(token) && !isEcho(token, matches));
  const unasked = inName === 0 ? 0 : entry.names.filter(({ part }) => part !== 'other').length - inName;
  if (asked === 0 || earned === 0) return { score: 0, matches, unanswered, unasked };
  return {
    score: Math.max(0.01, Math.min(0.99, earned / asked - leftOver(matches, entry) + orderOf(matches, entry))),
    matches,
    unanswered,
    unasked,
  };
}

/** A title that answers as the beginning of a name is a word of it. */
function weightsOf({ kind, text }: Token, match: Match | undefined): { met: number; missed: number } {
  const isTitle = kind === 'title' && (match === undefined || match.word === text);
  return WEIGHTS[kind === 'title' && !isTitle ? 'word' : kind];
}

/** A word said twice, or a nickname beside the name it stands for, asks for nothing more: William "Bill" Smith. */
function isEcho(token: Token, matches: readonly Match[]): boolean {
  if (token.kind !== 'word') return false;
  return matches.some(({ token: other, word, field }) => {
    if (other.text === token.text) return true;
    const how = field === 'full_name' ? fitName(token, word)?.how : undefined;
    return how === 'nickname' || how === 'pet form';
  });
}

/** Who is asked for by role alone and lacks a word of it holds another role. */
function missedWeight({ kind, inNames, inRoles }: Token, inName: number): number {
  if (kind !== 'word' || inNames) return 1;
  if (!inRoles) return UNKNOWN;
  return inName === 0 ? OTHER_ROLE : 1;
}

/** Gives each word of the query the word of the entry that answers it best, no word of the entry twice. */
function assign(tokens: readonly Token[], entry: EntryWords): Match[] {
  const options = tokens.flatMap((token) => optionsOf(token, entry)).sort((a, b) => b.fit.score - a.fit.score);
  const used = new Set<string>();
  const met = new Map<Token, Match>();
  for (const { slot, ...match } of options) {
    if (met.has(match.token) || (slot !== null && used.has(slot))) continue;
    met.set(match.token, match);
    if (slot !== null) used.add(slot);
  }
  const matches = tokens.flatMap((token) => met.get(token) ?? []);
  return isSurnameSaid(matches, entry) ? matches : matches.filter(({ fit }) => fit.how !== 'is initial');
}

/** An initial stands for a whole name only beside the surname: John S. Morley is no John Smith, but J. Smith is. */
function isSurnameSaid(matches: readonly Match[], { names }: EntryWords): boolean {
  const surnames = names.filter(({ word, part }) => part === 'surname' && word.length > 1).map(({ word }) => word);
  const isSaid = ({ field, word, fit }: Match) =>
    field === 'full_name' && fit.how !== 'is initial' && surnames.includes(word);
  return surnames.length === 0 || matches.some(isSaid);
}

type Option = Match & { slot: string | null };

function optionsOf(token: Token, entry: EntryWords): Option[] {
  const options: Option[] = [];
  for (const { word, part, place } of entry.names) {
    const fit = fitName(token, word);
    if (fit !== null && (part !== 'suffix' || fit.how === 'same'))
      options.push({ token, word, field: 'full_name', fit: preferred(fit, token, part, place), slot: `n${place}` });
  }
  for (const word of entry.joined)
    if (word === token.text)
      options.push({ token, word, field: 'full_name', fit: { score: 0.98, how: 'same' }, slot: `j${word}` });
  if (token.text.length >= 2 && token.kind === 'word' && token.text === entry.initials)
    options.push({
      token,
      word: token.text,
      field: 'full_name',
      fit: { score: 0.8, how: 'initials' },
      slot: 'initials',
    });
  entry.roles.forEach(({ word, field }, place) => {
    const fit = fitRole(token, word);
    if (fit !== null) options.push({ token, word, field, fit, slot: fit.how === 'initials' ? null : `r${place}` });
  });
  for (const { word, field } of entry.acronyms)
    if (word === token.text)
      options.push({ token, word, field, fit: { score: 0.88, how: 'initials' }, slot: `a${field}` });
  return options;
}

/** An initial is sooner that of the first name; a word of another field of the name counts a little less. */
function preferred(fit: Fit, token: Token, part: string, place: number): Fit {
  if (token.kind === 'letter') return place === 0 ? fit : { ...fit, score: Math.min(fit.score, 0.8) - 0.06 };
  if (token.surname && part !== 'surname') return { ...fit, score: fit.score - 0.1 };
  return part === 'other' && fit.score > 0.5 ? { ...fit, score: fit.score - 0.01 } : fit;
}

/** Words of the entry that were not asked for speak a little against it: those of the name, and of the roles that were. */
function leftOver(matches: readonly Match[], entry: EntryWords): number {
  const inName = matches.filter(({ field }) => field === 'full_name').length;
  const names = entry.names.filter(({ word }) => word.length > 1).length;
  const name = inName === 0 ? 0 : LEFT_OVER_NAME * Math.min(4, Math.max(0, names - inName));
  const asked = new Set(matches.map(({ field }) => field));
  const inRoles = matches.length - inName;
  const roles = entry.roles.filter(({ field }) => asked.has(field)).length;
  const untouched = inName > 0 ? 0 : entry.roles.length - roles;
  return name + LEFT_OVER_ROLE * Math.min(6, Math.max(0, roles - inRoles) + 0.3 * untouched);
}

/** A lone word is sooner a surname; words in the order of the name are a little likelier. */
function orderOf(matches: readonly Match[], entry: EntryWords): number {
  const named = matches.filter(({ field }) => field === 'full_name');
  if (named.length === 0) return 0;
  const places = named.map(({ word }) => entry.names.findIndex((name) => name.word === word));
  if (named.length === 1) return entry.names[places[0] ?? -1]?.part === 'surname' ? 0.006 : 0;
  return places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0)) ? 0.004 : 0;
}

/** A line that many share tells less who was meant than one of somebody's own. */
function shareNumbers(scored: Scored[]): void {
  const key = ({ number, candidate }: Scored) =>
    number && candidate.numbers.find(({ field }) => field === number.field)?.digits;
  const bearers = new Map<string, number>();
  for (const one of scored) {
    const digits = key(one);
    if (digits) bearers.set(digits, (bearers.get(digits) ?? 0) + 1);
  }
  for (const one of scored) {
    const shared = bearers.get(key(one) ?? '') ?? 1;
    if (one.number !== null && one.exact === null) one.score -= Math.min(0.04, 0.01 * Math.log2(shared));
  }
}
