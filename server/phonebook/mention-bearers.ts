import 'server-only';
import { z } from 'zod';
import type { Mention } from '#lib/phonebook/mentions.ts';
import { digitsOf, numberVariants } from '#lib/phonebook/numbers.ts';
import type { Database } from '#server/core/db/prisma.ts';

/** Looked up of each kind, over all texts. */
const MOST_SURE = 300;
const MOST_NAMES = 500;
/** Of a mention, and the names that its words can make. */
const MOST_WORDS = 7;
const MOST_MADE = 5_000;
/** Entries that share a number; of more than one nobody is meant. */
const MOST_SHARING = 50;

const bearers = z.array(z.object({ text: z.string(), employee: z.int() }));

/** The one entry that bears each mention, by the mention's text; what several bear, or nobody, has none. Two statements. */
export async function findBearers(
  db: Database,
  mentions: readonly Mention[],
  country: string,
): Promise<Map<string, number>> {
  const said = (kind: Mention['kind'], most: number) =>
    [...new Set(mentions.filter((mention) => mention.kind === kind).map(({ text }) => text))].slice(0, most);
  const found = await Promise.all([
    findByAddressOrNumber(db, said('email', MOST_SURE), said('number', MOST_SURE), country),
    findByName(db, said('name', MOST_NAMES)),
  ]);
  return new Map(found.flat().map(({ text, employee }) => [text, employee]));
}

async function findByAddressOrNumber(db: Database, emails: string[], numbers: string[], country: string) {
  if (emails.length + numbers.length === 0) return [];
  const written = numbers.flatMap((text) => writtenAs(text, country));
  const rows = await db.$queryRaw`
    select said.text, min(f.employee) as employee from unnest(${emails}::text[]) as said (text) cross join lateral (
      select e.id as employee from employees e where lower(left(e.email, 200)) = lower(left(said.text, 200)) and e.deleted_at is null limit 2) f
    group by said.text having count(*) = 1
    union all
    select said.text, min(f.employee)
    from unnest(${written.map(({ text }) => text)}::text[], ${written.map(({ reversed }) => reversed)}::text[], ${written.map(({ whole }) => whole)}::bool[])
      as said (text, reversed, whole)
    cross join lateral (
      select n.employee from search.employee_numbers n join employees e on e.id = n.employee
      where n.reversed ~>=~ said.reversed and n.reversed ~<~ (said.reversed || ':')
        and (n.reversed = said.reversed or not said.whole) and e.deleted_at is null limit ${MOST_SHARING}) f
    group by said.text having count(distinct f.employee) = 1`;
  return bearers.parse(rows);
}

/**
 * What a number may be stored under, reversed: with more before it, as a country's digits; and without its own country,
 * but then `whole`, since so short it may end a number of another.
 */
function writtenAs(text: string, country: string): { text: string; reversed: string; whole: boolean }[] {
  const digits = digitsOf(text);
  const trunkless = digits.replace(/^0+/, '');
  return numberVariants(text, country).flatMap((variant) => {
    const whole = variant !== digits && variant !== trunkless;
    return (whole ? [variant, `0${variant}`] : [variant]).map((one) => ({ text, reversed: reverse(one), whole }));
  });
}

function reverse(digits: string): string {
  return [...digits].reverse().join('');
}

/**
 * By the key that the search has of each entry's whole name. A mention may hold words beside the name and turn it round,
 * so every run of its words is looked up, from each of its words on; the longest that is a name counts.
 */
async function findByName(db: Database, names: string[]) {
  if (names.length === 0) return [];
  const rows = await db.$queryRaw`
    with said as materialized (
      select text, (string_to_array(search.name_key(search.normalise(text)), ' '))[1:${MOST_WORDS}] as words from unnest(${names}::text[]) as text
    ),
    made as materialized (
      select distinct s.text, array_to_string(s.words[middle:last] || s.words[first:middle - 1], ' ') as name, last - first as length
      from said s cross join lateral generate_series(1, cardinality(s.words) - 1) as first
      cross join lateral generate_series(first + 1, cardinality(s.words)) as last
      cross join lateral generate_series(first, last) as middle limit ${MOST_MADE}
    ),
    found as (
      select m.text, f.employee, rank() over (partition by m.text order by m.length desc) as place
      from made m cross join lateral (
        select d.employee from search.employee_documents d join employees e on e.id = d.employee
        where d.name = m.name and e.deleted_at is null limit 2) f
    )
    select text, min(employee) as employee from found where place = 1 group by text having count(distinct employee) = 1`;
  return bearers.parse(rows);
}
