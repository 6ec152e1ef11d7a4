import { fitName, fitRole } from './fit.ts';
import { isOptional, type Token } from './token.ts';

/** Expansions of one word past this many cost more than they find. */
const MOST_NAMES = 14;
const MOST_ROLES = 8;
const MOST_READINGS = 4;
const ALL_PAIRS = 5;

/** What the index is asked for, as texts of tsquery; null where there is nothing to ask. Normalised words hold no quote. */
export type Terms = {
  /** Every word as it stands; begun or as an initial; by any name it may be; by any name or role. */
  same: string | null;
  /** Begun with the titles and the words of a question too, which may be names. */
  whole: string | null;
  begun: string | null;
  /** As it stands or begun, in the name or in a role. */
  plain: string | null;
  names: string | null;
  all: string | null;
  /** All but one of a few words, two of many; and any one of those that may be a name. */
  some: string | null;
  lone: string | null;
};

/** @param narrowing lexemes that every hit bears besides */
export function termsOf(readings: readonly Token[][], narrowing: readonly string[]): Terms {
  const read = readings.filter((tokens) => tokens.length > 0).slice(0, MOST_READINGS);
  const each = (term: (token: Token) => string[], which: (tokens: Token[]) => Token[]) =>
    narrowed(or(read.map((tokens) => and(which(tokens).map((token) => or(term(token)))))), narrowing);
  const likely = (term: (token: Token) => string[]) =>
    narrowed(or(read.map((tokens) => besideInitials(required(tokens), term))), narrowing);
  const some = read.flatMap((tokens) =>
    partsOf(required(tokens)).map((rest) => and(rest.map((token) => or(anyTerms(token))))),
  );
  return {
    same: each(sameTerms, (tokens) => tokens),
    begun: each(begunTerms, required),
    whole: each(begunTerms, (tokens) => tokens),
    plain: each(plainTerms, required),
    names: likely(nameTerms),
    all: likely(anyTerms),
    some: narrowed(or(some), narrowing),
    lone: narrowed(
      or(
        required(read[0] ?? [])
          .filter(isLikeName)
          .map((token) => or(nameTerms(token))),
      ),
      narrowing,
    ),
  };
}

/** A word may stand as an initial only beside one that does not: else half the directory would fill the list. */
function besideInitials(tokens: readonly Token[], term: (token: Token) => string[]): string | null {
  const whole = tokens.map((token) => or(term(token)));
  if (tokens.length < 2) return and(whole);
  const begun = tokens.map((token, index) => or([whole[index] ?? null, ...initialTerms(token)]));
  return and([...begun, ...(tokens.some((token) => initialTerms(token).length > 0) ? [or(whole)] : [])]);
}

function initialTerms({ kind, text }: Token): string[] {
  const [first, second] = [...text];
  return kind === 'digits' || first === undefined || second === undefined ? [] : [quoted(first)];
}

/** The query with one more way to read each word that nothing explains. */
export function similarTerm(lexemes: readonly string[], narrowing: readonly string[]): string | null {
  return narrowed(or(lexemes.map(quoted)), narrowing);
}

/** The words that an entry must answer: all but titles and the words of a question, or all when there is nothing else. */
export function required(tokens: Token[]): Token[] {
  const needed = tokens.filter((token) => !isOptional(token));
  return needed.length > 0 ? needed : tokens;
}

/** Whoever answers these answers much of the query: of two or three words all but one, of more any two, of many two neighbours. */
function partsOf(tokens: Token[]): Token[][] {
  const parts =
    tokens.length <= 3
      ? tokens.map((_, index) => tokens.toSpliced(index, 1))
      : tokens.flatMap((one, index) =>
          tokens.slice(index + 1, tokens.length > ALL_PAIRS ? index + 2 : undefined).map((other) => [one, other]),
        );
  return parts.filter((part) => part.some(({ kind }) => kind !== 'letter'));
}

function isLikeName({ kind, text, inNames, alike, near }: Token): boolean {
  return kind === 'word' && text.length >= 3 && (inNames || alike.size + near.length > 0);
}

function sameTerms({ text }: Token): string[] {
  return [quoted(text)];
}

function begunTerms(token: Token): string[] {
  return token.kind === 'digits' ? [quoted(token.text)] : startTerms(token.text);
}

function plainTerms(token: Token): string[] {
  return [
    ...begunTerms(token),
    quoted(`#${token.text}`),
    ...[...token.stems].map((word) => quoted(`#${word}`)),
    ...begunRole(token),
  ];
}

/** The last word may be the beginning of one of a role. */
function begunRole({ last, text, kind }: Token): string[] {
  return last && text.length >= 3 && kind !== 'digits' ? [`${quoted(`#${text}`)}:*`] : [];
}

/** One to three letters stand in the index as they are; more are looked for as a prefix. */
function startTerms(text: string): string[] {
  const letters = [...text].length;
  if (letters <= 3) return [quoted(`^${text}`)];
  return [`${quoted(text)}:*`];
}

function nameTerms(token: Token): string[] {
  if (token.kind === 'digits' || token.kind === 'letter') return begunTerms(token);
  const likely = [...new Set([...token.alike, ...token.near, ...token.meant.keys()])]
    .filter((word) => !word.startsWith('#'))
    .map((word) => ({ word, score: fitName(token, word)?.score ?? 0 }))
    .filter(({ score }) => score > 0.55)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_NAMES + token.meant.size);
  const letters = [...token.text];
  return [
    ...startTerms(token.text),
    ...likely.map(({ word }) => quoted(word)),
    ...(token.pet === null ? [] : startTerms(token.pet)),
    ...(letters.length >= 2 && letters.length <= 4 ? [quoted(`=${token.text}`)] : []),
  ];
}

function roleTerms(token: Token): string[] {
  const likely = token.near
    .filter((word) => word.startsWith('#'))
    .map((word) => ({ word, score: fitRole(token, word.slice(1))?.score ?? 0 }))
    .filter(({ score }) => score > 0.6)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_ROLES);
  return [
    quoted(`#${token.text}`),
    ...[...token.stems, ...token.roleLike, ...token.initials].map((word) => quoted(`#${word}`)),
    ...likely.map(({ word }) => quoted(word)),
    ...begunRole(token),
  ];
}

function anyTerms(token: Token): string[] {
  return [...nameTerms(token), ...roleTerms(token)];
}

function quoted(lexeme: string): string {
  return `'${lexeme}'`;
}

function or(terms: readonly (string | null)[]): string | null {
  const given = [...new Set(terms.filter((term) => term !== null))];
  if (given.length === 0) return null;
  return given.length === 1 ? (given[0] ?? null) : `(${given.join(' | ')})`;
}

function and(terms: readonly (string | null)[]): string | null {
  const given = terms.filter((term) => term !== null);
  if (given.length === 0) return null;
  return given.length === 1 ? (given[0] ?? null) : `(${given.join(' & ')})`;
}

function narrowed(term: string | null, narrowing: readonly string[]): string | null {
  return term === null ? null : [term, ...narrowing.map(quoted)].join(' & ');
}
