import type { Candidate } from './candidates.ts';
import { isSkippedByInitials } from './role-words.ts';

export type NamePart = 'given' | 'surname' | 'other' | 'suffix';
export type RoleField = 'designation' | 'department' | 'division';
export const roleFields = ['designation', 'department', 'division'] as const satisfies readonly RoleField[];

/** Words behind a name that are none of it. */
const suffixes = new Set(['jr', 'sr', 'ii', 'iii', 'iv', 'md', 'mba', 'phd', 'esq', 'retd']);

/** The words of an entry, laid out for the ranking. */
export type EntryWords = {
  names: { word: string; part: NamePart; place: number }[];
  /** Initials in a row as one word (a k m = akm), and all initials of the name. */
  joined: string[];
  initials: string;
  roles: { word: string; field: RoleField }[];
  /** The initials of each role, such as hr. */
  acronyms: { word: string; field: RoleField }[];
};

export function wordsOfEntry({ spoken, roles }: Pick<Candidate, 'spoken' | 'roles'>): EntryWords {
  const [given = '', surname = '', other = ''] = spoken.split('|');
  const names: EntryWords['names'] = [
    ...split(given).map((word) => ({ word, part: 'given' as const })),
    ...split(surname).map((word) => ({ word, part: 'surname' as const })),
    ...split(other).map((word) => ({ word, part: 'other' as const })),
  ].map(({ word, part }, place) => ({ word, part: place > 0 && suffixes.has(word) ? 'suffix' : part, place }));
  const said = roles.split('|');
  const byField = roleFields.map((field, index) => ({ field, words: split(said[index] ?? '') }));
  return {
    names,
    joined: joinedInitials(names.map(({ word }) => word)),
    initials: names
      .filter(({ part }) => part !== 'other' && part !== 'suffix')
      .map(({ word }) => word[0])
      .join(''),
    roles: byField.flatMap(({ field, words }) => words.map((word) => ({ word, field }))),
    acronyms: byField
      .map(({ field, words }) => ({
        field,
        word: words
          .filter((one) => !isSkippedByInitials(one))
          .map((one) => one[0])
          .join(''),
      }))
      .filter(({ word }) => word.length > 1),
  };
}

function split(text: string): string[] {
  return text.split(' ').filter(Boolean);
}

function joinedInitials(words: readonly string[]): string[] {
  const runs: string[] = [];
  let run = '';
  for (const word of [...words, '']) {
    if (word.length === 1) run += word;
    else {
      if (run.length > 1) runs.push(run);
      run = '';
    }
  }
  return runs;
}
