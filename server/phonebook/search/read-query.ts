import 'server-only';
import { z } from 'zod';
import { digitsOf, numberVariants } from '#lib/phonebook/numbers.ts';
import { holdable } from '#lib/phonebook/text.ts';
import type { Database } from '#server/core/db/prisma.ts';
import { emailIn, type TypedEmail } from './email-fit.ts';
import { carriers, carriesQuestion, isSkippedByInitials, isTitleWord, roleWordsLike } from './role-words.ts';
import { type ReadWord, type Token, tokenOf } from './token.ts';
import type { SearchWish } from './wish.ts';

/** Words read at all, and words kept besides those that only carry a question. */
const MOST_READ = 40;
const MOST_WORDS = 12;
const MOST_NUMBERS = 6;
/** Longer runs of words are prose, and nobody's name or title. */
const JOINED_UP_TO = 6;

/** Groups of digits beside words that may be one number, "402 471 2718"; the first has three digits or a country's +. */
const GROUPS = /(?<![\p{L}\p{N}])(?:\+\p{Nd}{1,3}[\s.-]*)?\(?\p{Nd}{3,}\)?(?:[\s./-]+\p{Nd}{2,})+(?![\p{L}\p{N}])/gu;
/** "Holm's office", "what's": the s is no letter of the word. */
const POSSESSIVE = /(?<=\p{L}{2})['’]s(?![\p{L}\p{N}])/giu;
/** "Mc Connel": the first part stands in no name alone. */
const APART = /(?<![\p{L}\p{N}])(mc)[\s-]+(?=\p{L}{3})/giu;
/** An id with the word for it before: "employee id 0417", "#0417". */
const ID = /^(?:#|(?:employee|staff|emp|id)\b)(?:\s*(?:id|no|nr|number)\b)?[\s.:#]*([^\s]*\p{Nd}[^\s]*)$/iu;
const SHORTEST_WHOLE = 7;
const LONGEST_WHOLE = 15;

export type Query = {
  /** The text as typed, in lower case, without a word for "id" before it: for ids and e-mails. */
  whole: string;
  /** The very name that the text may be, as search.name_key spells it. */
  name: string;
  /** The e-mail address that the text is, finished or not. Then its words are those before the @. */
  email: TypedEmail | null;
  /** The words, and the other ways to read them: initials joined, two words as one, one as two. At least one, perhaps empty. */
  readings: Token[][];
  /** Digits of numbers in the text, longest first; and those of an extension, three digits or fewer. */
  numbers: string[];
  extensions: string[];
  /** Whether the text is a number and nothing else. */
  isNumber: boolean;
  /** The words of the filters, so that the index narrows by them too. */
  narrowing: string[];
};

/** What the text says, with all that the vocabulary knows of its words. Null when it says nothing. */
export async function readQuery(db: Database, wish: SearchWish): Promise<Query | null> {
  // Marks of direction and joiners of no width come along when a name or a number is copied; nobody says them.
  const whole = holdable(wish.text)
    .replace(/\p{Cf}/gu, '')
    .trim()
    .slice(0, 500)
    .toWellFormed();
  if (whole === '') return null;
  const email = emailIn(whole) ?? emailIn(asTyped(whole));
  const { numbers, extensions, isNumber, text } =
    email === null
      ? readNumbers(whole, wish.country)
      : { numbers: [], extensions: [], isNumber: false, text: email.mailbox };
  const [row] = rows.parse(
    await db.$queryRaw`
      with said as materialized (select (string_to_array(nullif(search.normalise(${text}), ''), ' '))[1:${MOST_READ}] as words),
      pairs as (
        select p.place, p.word from said cross join lateral (
          select i as place, words[i] || words[i + 1] as word from generate_series(1, least(cardinality(words), ${JOINED_UP_TO}) - 1) as i
        ) p where exists (select from search.vocabulary v where v.lexeme = p.word)
      )
      select search.name_key(search.normalise(${whole})) as name,
        search.normalise(left(concat_ws(' ', ${wish.department}::text, ${wish.designation}::text, ${wish.division}::text), 130)) as narrowing,
        coalesce((select json_agg(json_build_object('word', r.word, 'title', r.title, 'muhammad', r.muhammad, 'held', r.held, 'alike', r.alike,
          'near', r.near, 'stems', r.stems, 'cuts', r.cuts) order by r.place) from said, search.reading(said.words, ${carriers}::text[]) r), '[]')::text as words,
        coalesce((select json_agg(place order by place) from pairs), '[]')::text as pairs`,
  );
  if (row === undefined) throw new Error('A statement without a table gave no row.');
  const words = keepMost(row.words.map(asReadWord));
  return {
    whole: (ID.exec(whole)?.[1] ?? whole).toLowerCase().slice(0, 200),
    name: row.name,
    email,
    readings: readingsOf(words, row.words.length === words.length ? row.pairs : [], surnameFirst(text)),
    numbers: numbers.slice(0, MOST_NUMBERS),
    extensions,
    isNumber,
    narrowing: [...narrowingWords(wish, row.narrowing.split(' ').filter(Boolean)), ...kindWord(wish.kind)],
  };
}

const json = <T extends z.ZodType>(shape: T) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(shape);
const heldWord = z.object({
  word: z.string(),
  title: z.boolean(),
  muhammad: z.boolean(),
  held: z.array(z.string()),
  alike: z.array(z.string()),
  near: z.array(z.string()),
  stems: z.array(z.string()),
  cuts: z.array(z.int()),
});
const rows = z.array(
  z.object({
    name: z.string(),
    narrowing: z.string(),
    words: json(z.array(heldWord)),
    pairs: json(z.array(z.int())),
  }),
);

function asReadWord({ held, stems, ...word }: z.infer<typeof heldWord>): ReadWord {
  return {
    ...word,
    inNames: held.includes(word.word),
    inRoles: held.includes(`#${word.word}`),
    cuts: held.length > 0 ? [] : word.cuts,
    stems: stems.map((lexeme) => lexeme.slice(1)),
  };
}

/** An address that was read out: "rob dot martin at example dot org". */
function asTyped(whole: string): string {
  return / dot /i.test(whole) ? whole.replace(/\s+dot\s+/gi, '.').replace(/\s+at\s+/i, '@') : whole;
}

/** Numbers of four digits and more leave the words; `ext 417` and a lone `417` are an extension. */
function readNumbers(whole: string, country: string) {
  const plain = whole.normalize('NFKC').replace(/\p{Nd}/gu, '0');
  const isNumber = /^[\d\s()+./#-]+$/.test(plain) && /\d/.test(plain);
  if (isNumber) {
    const digits = digitsOf(whole);
    const short = digits.length >= 1 && digits.length <= 3;
    return {
      isNumber,
      numbers: numberVariants(whole, country).filter((one) => one.length > 3),
      extensions: short ? [digits] : [],
      text: short ? whole : '',
    };
  }
  const extension = /(?:^|\s)(?:ext|extn|extension|pabx|x)[\s.:#]*(\d{1,6})(?!\d)/i.exec(whole);
  const rest = extension === null ? whole : whole.replace(extension[0], ' ');
  const parts = rest
    .replace(POSSESSIVE, '')
    .replace(APART, '$1')
    .replace(GROUPS, joinGroups)
    .split(/\s+/)
    .filter(Boolean);
  const isPart = (part: string) => digitsOf(part).length >= 4 && !/\p{L}/u.test(part);
  return {
    isNumber,
    numbers: parts.filter(isPart).flatMap((part) => numberVariants(part, country)),
    extensions: extension?.[1] === undefined ? [] : [extension[1]],
    text: parts.filter((part) => !isPart(part)).join(' '),
  };
}

function joinGroups(said: string): string {
  const { length } = digitsOf(said);
  return length >= SHORTEST_WHOLE && length <= LONGEST_WHOLE ? said.replace(/[\s()./-]+/g, '') : said;
}

/** A long text keeps its first words that say something; carriers go first. */
function keepMost(words: ReadWord[]): ReadWord[] {
  if (words.length <= MOST_WORDS) return words;
  return words.filter(({ word }) => !carriesQuestion(word)).slice(0, MOST_WORDS);
}

/** How many words stand before the comma of "Martwick, R."; none where that is no name. */
function surnameFirst(text: string): number {
  const [before, after] = text.split(',').map((part) => part.split(/[\s.-]+/).filter(Boolean).length);
  return before !== undefined && after !== undefined && before <= 3 && after >= 1 && after <= 3 ? before : 0;
}

function readingsOf(words: readonly ReadWord[], pairs: readonly number[], surnames: number): Token[][] {
  const readings = [tokensOf(words).map((token, index) => (index < surnames ? { ...token, surname: true } : token))];
  const joined = joinInitials(words);
  if (joined.length < words.length) readings.push(tokensOf(joined));
  for (const place of pairs) readings.push(tokensOf(joinAt(words, place - 1)));
  words.forEach((word, index) => {
    for (const cut of word.cuts) readings.push(tokensOf(words.toSpliced(index, 1, ...cutAt(word.word, cut))));
  });
  return readings.slice(0, 6);
}

function tokensOf(words: readonly ReadWord[]): Token[] {
  return words.map((word, index) => {
    const role = word.title && isOfRole(words, index) ? { ...word, title: false } : word;
    return tokenOf(role, initialsAround(words, index), index === words.length - 1);
  });
}

/** A title with another spelling as a role word, before a role and behind no name: "lt governor", but not "Lt Smith". */
function isOfRole(words: readonly ReadWord[], index: number): boolean {
  const [before, title, next] = [words[index - 1], words[index], words[index + 1]];
  const isRole = ({ word, inNames, inRoles }: ReadWord) => roleWordsLike(word).length > 0 || (inRoles && !inNames);
  if (title === undefined || next === undefined || roleWordsLike(title.word).length === 0 || !isRole(next))
    return false;
  return before === undefined || carriesQuestion(before.word) || isRole(before);
}

/** The initials of each two to five neighbouring words that include this one. */
function initialsAround(words: readonly ReadWord[], index: number): Set<string> {
  const made = new Set<string>();
  for (let from = Math.max(0, index - 4); from <= index; from += 1) {
    for (let to = Math.max(index + 1, from + 2); to <= Math.min(words.length, from + 6); to += 1) {
      const named = words.slice(from, to).filter(({ word }) => !isSkippedByInitials(word));
      // Two words that both make titles, as in HR; any two words of roles would make the initials of a state.
      const makesTitle = ({ word, inRoles }: ReadWord) => isTitleWord(word) || (inRoles && named.length > 2);
      if (named.length < 2 || named.length > 5 || !named.every(makesTitle)) continue;
      made.add(named.map(({ word }) => [...word][0]).join(''));
    }
  }
  return made;
}

function joinInitials(words: readonly ReadWord[]): ReadWord[] {
  const joined: ReadWord[] = [];
  for (const word of words) {
    const before = joined.at(-1);
    if (before?.letters && word.word.length === 1)
      joined[joined.length - 1] = { ...plainWord(before.word + word.word), letters: true };
    else joined.push(word.word.length === 1 ? { ...word, letters: true } : word);
  }
  return joined;
}

function joinAt(words: readonly ReadWord[], index: number): ReadWord[] {
  const pair = words.slice(index, index + 2).map(({ word }) => word);
  return words.toSpliced(index, 2, plainWord(pair.join('')));
}

function cutAt(word: string, cut: number): ReadWord[] {
  return [plainWord(word.slice(0, cut)), plainWord(word.slice(cut))];
}

function plainWord(word: string): ReadWord {
  return {
    word,
    title: false,
    muhammad: false,
    inNames: true,
    inRoles: false,
    alike: [],
    near: [],
    stems: [],
    cuts: [],
  };
}

/** The last word of filters longer than what is read of them may be cut off, and is left out. */
function narrowingWords({ department, designation, division }: SearchWish, words: string[]): string[] {
  const length = [department, designation, division].reduce((sum, value) => sum + (value?.length ?? 0) + 1, 0);
  return (length > 130 ? words.slice(0, -1) : words).map((word) => `#${word}`);
}

function kindWord(kind: string | null): string[] {
  return kind === null || kind === 'person' ? [] : [`~${kind}`];
}
