import { holdsUnspaced } from './unspaced.ts';

/** What is typed into the log's search box, read: every part must hold. `problems` are sentences for the person who typed it. */
export type ParsedQuery = {
  words: string[];
  phrases: string[];
  /** Beginnings of words: `transf*`. */
  prefixes: string[];
  /** Anywhere in the user's side, inside words too: `*2231*`. */
  substrings: string[];
  excluded: string[];
  problems: string[];
};

const LONGEST_QUERY = 256;
const MOST_TERMS = 16;
/** The index of substrings holds groups of three characters. */
const SHORTEST_SUBSTRING = 3;
/** A single letter begins a good part of all words; where words are written without spaces it may be one. */
const SHORTEST_PREFIX = 2;

const term = /(-?)(?:"([^"]*)"?|(\S+))/gu;
const wordCharacter = /[\p{L}\p{N}]/u;
// As keyboards and other programs write them.
const quotes = /[“”„‟«»＂]/gu;

/** Reads the search box: words, "phrases", beginnings*, *substrings* and -exclusions. Never fails; what cannot be used is a problem. */
export function parseQuery(text: string): ParsedQuery {
  const parsed: ParsedQuery = { words: [], phrases: [], prefixes: [], substrings: [], excluded: [], problems: [] };
  const wish = text.replaceAll('\0', ' ').replace(quotes, '"').slice(0, LONGEST_QUERY).toWellFormed();
  if (text.length > LONGEST_QUERY)
    parsed.problems.push(`Only the first ${LONGEST_QUERY} characters were searched for.`);
  const terms = [...wish.matchAll(term)].filter(([whole]) => wordCharacter.test(whole));
  if (terms.length > MOST_TERMS) parsed.problems.push(`Only the first ${MOST_TERMS} words were searched for.`);
  for (const [, minus, phrase, word] of terms.slice(0, MOST_TERMS)) readTerm(parsed, minus === '-', phrase, word ?? '');
  return parsed;
}

function readTerm(parsed: ParsedQuery, isExcluded: boolean, phrase: string | undefined, word: string): void {
  const bare = word.replace(/^\*+|\*+$/g, '');
  if (phrase !== undefined) (isExcluded ? parsed.excluded : parsed.phrases).push(phrase);
  else if (isExcluded) readExclusion(parsed, word);
  else if (bare.includes('*'))
    parsed.problems.push(`“${word}”: a * stands at the end of a word (transf*) or at both ends (*frag*).`);
  else if (word.startsWith('*')) readSubstring(parsed, bare);
  else if (word.endsWith('*')) readPrefix(parsed, bare);
  else parsed.words.push(word);
}

function readExclusion(parsed: ParsedQuery, word: string): void {
  if (word.includes('*')) parsed.problems.push(`“-${word}”: only whole words and “phrases” can be excluded.`);
  else parsed.excluded.push(word);
}

function readPrefix(parsed: ParsedQuery, beginning: string): void {
  if ([...beginning].length >= SHORTEST_PREFIX || holdsUnspaced(beginning)) parsed.prefixes.push(beginning);
  else parsed.problems.push(`“${beginning}*” is too short: a beginning needs at least ${SHORTEST_PREFIX} characters.`);
}

function readSubstring(parsed: ParsedQuery, fragment: string): void {
  if ([...fragment].length >= SHORTEST_SUBSTRING) parsed.substrings.push(fragment);
  else
    parsed.problems.push(
      `“*${fragment}*” is too short: at least ${SHORTEST_SUBSTRING} characters are needed to look inside words.`,
    );
}

/** Whether anything is looked for that the text index answers. Exclusions alone are none. */
export function hasText({ words, phrases, prefixes, substrings }: ParsedQuery): boolean {
  return words.length + phrases.length + prefixes.length + substrings.length > 0;
}

/** Whether texts have a part in it: something is looked for in them, or what holds something is left out. */
export function readsText(query: ParsedQuery): boolean {
  return hasText(query) || query.excluded.length > 0;
}
