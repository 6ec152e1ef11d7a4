import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { type Contact, contactSchema, type Hit } from '#lib/phonebook/contact.ts';
import { digitsOf, numberVariants } from '#lib/phonebook/numbers.ts';
import { holdable } from '#lib/phonebook/text.ts';
import type { Database } from '#server/core/db/prisma.ts';
import { contactColumns } from '#server/phonebook/columns.ts';
import { type Candidate, rankHits } from '#server/phonebook/search-rank.ts';

/** Hits past this are not worth reading; the contract's `total` ends here too. */
export const MOST_HITS = 200;
const MOST_WORDS = 12;
const MOST_NUMBERS = 100;
/** Sorts after every character that a text can hold. */
const LAST_CHARACTER = '\u{10FFFF}';

export type SearchWish = {
  text: string;
  deleted: boolean;
  department: string | null;
  designation: string | null;
  division: string | null;
  kind: string | null;
  /** ISO alpha-2: how a number without a prefix is read. */
  country: string;
};

/**
 * Everybody who fits the text, best first, at most MOST_HITS. Exact id, e-mail, name and number stand on top; then who
 * bears all words in the name, in any order, the last one perhaps unfinished; then names and roles together; then numbers
 * that end so. Any text is allowed, also none: then nobody fits.
 */
export async function searchContacts(db: Database, wish: SearchWish): Promise<Hit[]> {
  const clues = await readClues(db, wish);
  if (clues === null) return [];
  return rankHits(await findCandidates(db, wish, clues), clues.words).slice(0, MOST_HITS);
}

type Clues = {
  whole: string;
  name: string;
  words: string[];
  numbers: string[];
  /** The words of the filters, so that the index narrows by them too. */
  narrowing: string[];
};

/** What the text says: words as the index spells them, and the digits of numbers in it. Null when it says nothing. */
async function readClues(db: Database, wish: SearchWish): Promise<Clues | null> {
  const whole = holdable(wish.text).trim().slice(0, 500).toWellFormed();
  if (whole === '') return null;
  const allNumber = /^[\d\s()+./#-]+$/.test(whole.normalize('NFKC').replace(/\p{Nd}/gu, '0'));
  const parts = whole.split(/\s+/);
  const isNumber = (part: string) => digitsOf(part).length >= 4 && !/\p{L}/u.test(part);
  const numbers = allNumber
    ? numberVariants(whole, wish.country)
    : parts.filter(isNumber).flatMap((part) => numberVariants(part, wish.country));
  const text = allNumber ? '' : parts.filter((part) => !isNumber(part)).join(' ');
  const [row] = normalised.parse(
    await db.$queryRaw`select search.normalise(${whole}) as name, search.normalise(${text}) as words,
      search.normalise(left(concat_ws(' ', ${wish.department}::text, ${wish.designation}::text, ${wish.division}::text), 130)) as narrowing`,
  );
  const wordsOf = (normal: string | undefined) => (normal ?? '').split(' ').filter(Boolean).slice(0, MOST_WORDS);
  return {
    whole: whole.toLowerCase().slice(0, 200),
    name: row?.name ?? '',
    words: wordsOf(row?.words),
    numbers: numbers.slice(0, 6),
    narrowing: [...narrowingWords(wish, wordsOf(row?.narrowing)), ...kindWord(wish.kind)],
  };
}

/** The last word of filters longer than what is read of them may be cut off, and is left out. */
function narrowingWords({ department, designation, division }: SearchWish, words: string[]): string[] {
  const length = [department, designation, division].reduce((sum, value) => sum + (value?.length ?? 0) + 1, 0);
  return length > 130 ? words.slice(0, -1) : words;
}

function kindWord(kind: string | null): string[] {
  return kind === null || kind === 'person' ? [] : [`~${kind}`];
}

const normalised = z.array(z.object({ name: z.string(), words: z.string(), narrowing: z.string() }));

const candidateRow = contactSchema.extend({
  legs: z.array(z.string()),
  numbers: z.array(z.object({ field: z.string(), digits: z.string(), whole: z.boolean() })).nullable(),
  names: z.string(),
  roles: z.object({ designation: z.string(), department: z.string(), division: z.string() }),
});

async function findCandidates(db: Database, wish: SearchWish, clues: Clues): Promise<Candidate[]> {
  const rows = await db.$queryRaw`
    with ${borneBy(wish, clues)},
    found as (${Prisma.join(legsOf(wish, clues), ' union all ')}),
    grouped as (
      select employee, min(place) as place, array_agg(distinct leg) as legs, jsonb_agg(number) filter (where number is not null) as numbers
      from found group by employee
    )
    select ${contactColumns}, g.legs, g.numbers,
      search.normalise(concat_ws(' ', e.full_name, e.first_name, e.last_name)) as names,
      jsonb_build_object('designation', search.normalise(e.designation), 'department', search.normalise(e.department),
        'division', search.normalise(e.division)) as roles
    from grouped g join employees e on e.id = g.employee
    where ${filterOf(wish)}
    order by g.place, e.id
    limit ${MOST_HITS + MOST_NUMBERS}`;
  return z
    .array(candidateRow)
    .parse(rows)
    .map(({ legs, numbers, names, roles, ...contact }) => ({
      contact: contact satisfies Contact,
      legs,
      numbers: numbers ?? [],
      names: names.split(' '),
      roles,
    }));
}

/** Ways to find somebody, each (employee, place, leg, number): a list by index that ends early. */
function legsOf(wish: SearchWish, { whole, name, words, numbers, narrowing }: Clues): Prisma.Sql[] {
  const legs = [
    Prisma.sql`(select id as employee, 0 as place, 'id' as leg, null::jsonb as number from employees
      where lower(left(employee_id, 200)) = ${whole} limit ${MOST_HITS})`,
    Prisma.sql`(select id, 0, 'email', null from employees where lower(left(email, 200)) = ${whole} limit ${MOST_HITS})`,
  ];
  if (name !== '') legs.push(...nameLegs(name));
  if (numbers.length > 0) legs.push(numberLeg(numbers));
  if (whole.length >= 3 && !/\s/.test(whole)) legs.push(...prefixLegs(whole));
  if (hasWord(words)) legs.push(...wordLegs(wish, words, narrowing));
  return legs;
}

function nameLegs(name: string): Prisma.Sql[] {
  return [
    Prisma.sql`(select employee, 0, 'name', null from search.employee_documents where name = ${name} limit ${MOST_HITS})`,
    Prisma.sql`(select employee, 2, 'name starts', null from search.employee_documents
      where name ~>=~ ${name} and name ~<~ ${name + LAST_CHARACTER} order by name using ~<~ limit ${MOST_HITS})`,
  ];
}

function prefixLegs(whole: string): Prisma.Sql[] {
  return [
    Prisma.sql`(select id, 3, 'email starts', null from employees
      where lower(left(email, 200)) ~>=~ ${whole} and lower(left(email, 200)) ~<~ ${whole + LAST_CHARACTER} limit 50)`,
    Prisma.sql`(select id, 3, 'id starts', null from employees
      where lower(left(employee_id, 200)) ~>=~ ${whole} and lower(left(employee_id, 200)) ~<~ ${whole + LAST_CHARACTER} limit 50)`,
  ];
}

/** Numbers that are, or from four digits on end in, one of these. Stored and compared from the end. */
function numberLeg(numbers: string[]): Prisma.Sql {
  const reversed = numbers.map((digits) => [...digits].reverse().join(''));
  return Prisma.sql`(select n.employee, case when n.reversed = w.reversed then 0 else 1 end, 'number',
      jsonb_build_object('field', n.field, 'digits', reverse(w.reversed), 'whole', n.reversed = w.reversed)
    from unnest(${reversed}::text[]) as w (reversed)
    cross join lateral (
      select employee, field, reversed from search.employee_numbers
      where reversed ~>=~ w.reversed and reversed ~<~ (w.reversed || ':') and (length(w.reversed) > 3 or reversed = w.reversed)
      order by reversed using ~<~ limit ${MOST_NUMBERS}
    ) n)`;
}

/** Who bears the words in the name, and unless those fill the list, who bears them in name and role together. */
function wordLegs(wish: SearchWish, words: string[], narrowing: string[]): Prisma.Sql[] {
  const query = wordQuery(words);
  const filters = Prisma.sql`${wish.deleted}, ${wish.department}::text, ${wish.designation}::text, ${wish.division}::text, ${wish.kind}::text`;
  if (narrowing.length > 0) {
    const narrowed = [query, ...narrowing.map((word) => `'${word}'`)].join(' & ');
    return [
      Prisma.sql`(select employee, 4, 'words', null from search.with_words(${narrowed}::tsquery, ${MOST_HITS}, ${filters}) as employee)`,
    ];
  }
  return [
    Prisma.sql`(select employee, 4, 'names', null from borne)`,
    Prisma.sql`(select employee, 5, 'words', null from search.with_words(${query}::tsquery, ${MOST_HITS}, ${filters}) as employee
      where (select count(*) from borne) < ${MOST_HITS})`,
  ];
}

/** Who bears all words in the name; read once for both legs. */
function borneBy(wish: SearchWish, { words, narrowing }: Clues): Prisma.Sql {
  if (narrowing.length > 0 || !hasWord(words)) return Prisma.sql`borne as (select null::int as employee where false)`;
  return Prisma.sql`borne as materialized (
    select employee from search.with_names(${wordQuery(words)}::tsquery, ${MOST_HITS}, ${wish.deleted}, ${wish.department}::text,
      ${wish.designation}::text, ${wish.division}::text, ${wish.kind}::text) as employee)`;
}

/** Single letters alone would read half the index; the start of the name answers them. */
function hasWord(words: string[]): boolean {
  return words.some((word) => [...word].length > 1);
}

/** All words in any order; the last may be unfinished, and a single letter is an initial. Normalised words hold no quote. */
function wordQuery(words: string[]): string {
  return words
    .map((word, place) => `'${word}'${place === words.length - 1 || [...word].length === 1 ? ':*' : ''}`)
    .join(' & ');
}

function filterOf(wish: SearchWish): Prisma.Sql {
  const { department, designation, division, kind } = wish;
  const parts = [Prisma.sql`(e.deleted_at is not null) = ${wish.deleted}`];
  if (department !== null) parts.push(Prisma.sql`left(e.department, 200) = ${department}`);
  if (designation !== null) parts.push(Prisma.sql`left(e.designation, 200) = ${designation}`);
  if (division !== null) parts.push(Prisma.sql`left(e.division, 200) = ${division}`);
  if (kind !== null) parts.push(Prisma.sql`e.kind = ${kind}`);
  return Prisma.join(parts, ' and ');
}
