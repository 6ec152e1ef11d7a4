import 'server-only';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '#server/core/paths.ts';

/** How two given names belong together: the one said is a short form of the other, its formal one, or both are short for `of`. */
export type Kinship = { how: 'short' | 'formal' | 'sibling'; of: string };

type Names = Map<string, Set<string>>;
let known: { shortOf: Names; formalOf: Names } | undefined;

/** Every name that may be meant by `said`, a normalised given name, with how they belong together. */
export function namesMeantBy(said: string): Map<string, Kinship> {
  const { shortOf, formalOf } = load();
  const meant = new Map<string, Kinship>();
  for (const short of shortOf.get(said) ?? []) meant.set(short, { how: 'formal', of: said });
  for (const formal of formalOf.get(said) ?? []) meant.set(formal, { how: 'short', of: formal });
  for (const formal of formalOf.get(said) ?? [])
    for (const sibling of shortOf.get(formal) ?? [])
      if (sibling !== said && !meant.has(sibling)) meant.set(sibling, { how: 'sibling', of: formal });
  return meant;
}

/** Whether this is a given name that the lists hold, so that it is more likely meant than mistyped. */
export function isGivenName(word: string): boolean {
  const { shortOf, formalOf } = load();
  return shortOf.has(word) || formalOf.has(word);
}

/**
 * The formal names that begin as a pet form does: Debbie as Deborah, Jimmy as Jim. Null where the word is no pet form, or one that
 * the lists know better.
 * @returns the beginning that the formal name shares, at least three letters
 */
export function petStem(said: string): string | null {
  if (isGivenName(said)) return null;
  const stem = /^(.{3,}?)(?:ie|ey|y|i)$/.exec(said)?.[1];
  if (stem === undefined) return null;
  const single = stem.replace(/([bcdfgklmnprstvz])\1$/, '$1');
  return single.length >= 3 ? single : null;
}

/** nicknames.csv is github.com/carltonnorthern/nicknames, Apache-2.0 (nicknames.NOTICE); nicknames-more.txt is our own. */
function load(): { shortOf: Names; formalOf: Names } {
  if (known !== undefined) return known;
  const shortOf: Names = new Map();
  const formalOf: Names = new Map();
  const pairs = [...published(), ...added()];
  const said = new Set(pairs.map((pair) => pair.join(' ')));
  for (const [formal, short] of pairs) {
    if (formal === undefined || short === undefined || formal === short) continue;
    // The published list says many pairs both ways; then the longer name is the formal one.
    if (formal.length < short.length && said.has(`${short} ${formal}`)) continue;
    shortOf.set(formal, (shortOf.get(formal) ?? new Set()).add(short));
    formalOf.set(short, (formalOf.get(short) ?? new Set()).add(formal));
  }
  known = { shortOf, formalOf };
  return known;
}

function published(): string[][] {
  return linesOf('nicknames.csv')
    .slice(1)
    .map((line) => line.split(',has_nickname,'));
}

function added(): string[][] {
  return linesOf('nicknames-more.txt')
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => {
      const [formal, ...shorts] = line.split(' ');
      return shorts.map((short) => [formal ?? '', short]);
    });
}

function linesOf(file: string): string[] {
  return readFileSync(join(repositoryRoot, 'server/phonebook/search', file), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
