import { type Kinship, namesMeantBy, petStem } from './nicknames.ts';
import { carriesQuestion, roleWordsLike } from './role-words.ts';

/** What the vocabulary says of one word of a query: see search.reading. */
export type ReadWord = {
  word: string;
  title: boolean;
  muhammad: boolean;
  /** Itself in the vocabulary: as a word of names, of roles. */
  inNames: boolean;
  inRoles: boolean;
  /** Name words that sound alike, and name and role words that may be one or two slips away; role words with # before. */
  alike: string[];
  near: string[];
  /** Role words of the same stem. */
  stems: string[];
  /** Lengths of a first half so that both halves are name words. */
  cuts: number[];
  /** Initials joined from single letters. */
  letters?: boolean;
};

/** A word of the query with everything it may mean. */
export type Token = {
  text: string;
  kind: 'word' | 'letter' | 'digits' | 'carrier' | 'title' | 'muhammad';
  inNames: boolean;
  inRoles: boolean;
  alike: ReadonlySet<string>;
  near: readonly string[];
  stems: ReadonlySet<string>;
  roleLike: ReadonlySet<string>;
  meant: ReadonlyMap<string, Kinship>;
  pet: string | null;
  /** Initials that this word and its neighbours in the query make together: dgm for "deputy general manager". */
  initials: ReadonlySet<string>;
  /** The last word of the query, perhaps unfinished. */
  last: boolean;
  /** Before the comma of "Martwick, R.". */
  surname?: boolean;
  /** Initials joined from single letters, which begin no longer word. */
  exactly?: boolean;
};

/** @param initials what the words around it make together */
export function tokenOf(read: ReadWord, initials: ReadonlySet<string>, last: boolean): Token {
  return {
    text: read.word,
    kind: kindOf(read),
    inNames: read.inNames,
    inRoles: read.inRoles,
    alike: new Set(read.alike),
    near: read.near,
    stems: new Set(read.stems),
    roleLike: new Set(roleWordsLike(read.word)),
    meant: namesMeantBy(read.word),
    pet: petStem(read.word),
    initials,
    last,
    exactly: read.letters === true && read.word.length > 1,
  };
}

function kindOf({ word, title, muhammad }: ReadWord): Token['kind'] {
  if (muhammad) return 'muhammad';
  if (title) return 'title';
  if (/^\p{N}+$/u.test(word)) return 'digits';
  if ([...word].length === 1) return 'letter';
  return carriesQuestion(word) ? 'carrier' : 'word';
}

/** Whether an entry that lacks this word may still be the one: titles and the words of a question. */
export function isOptional({ kind, text }: Token): boolean {
  return kind === 'carrier' || kind === 'title' || (kind === 'letter' && carriesQuestion(text));
}
