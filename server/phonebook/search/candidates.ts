import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { kinds } from '#lib/phonebook/fields.ts';
import type { Database } from '#server/core/db/prisma.ts';
import type { Query } from './read-query.ts';
import { required, type Terms } from './terms.ts';
import type { SearchWish } from './wish.ts';

/** Rows that one way of looking may bring. The ranking sees all of them together. */
const SAME = 100;
const MOST = 200;
const MOST_NUMBERS = 400;
/** Numbers looked through for those whose bearer answers the words too. */
const MOST_BOTH = 3000;
/** Plain hits that make looking for likeness needless: the more words they answer, the fewer. */
const ENOUGH = { few: 40, many: 6, from: 4 };
/** Numbers that end as asked, past which those that only hold the digits are not looked for. */
const ENOUGH_ENDS = 20;
/** Of a longer text only so much is compared with each name. */
const LONGEST_NAME = 60;
const NOBODY = Prisma.sql`(select null::int, null::text, null::text, null::text where false)`;
/** Sorts after every character that a text can hold. */
const LAST_CHARACTER = '\u{10FFFF}';
/** Numbers that agree in so many last digits may be one, whatever stands before: a country's or a trunk's digits. */
const SAME_NUMBER_DIGITS = 7;

const candidateRow = z
  .tuple([
    z.int(),
    z.string(),
    z.string(),
    z.string(),
    z.string(),
    z.string().nullable(),
    z.string().nullable(),
    z.string().nullable(),
    z.enum(kinds),
    z.string().nullable(),
    z.array(z.string()),
    z.array(z.tuple([z.string(), z.string()])).nullable(),
    z.string().nullable(),
  ])
  .transform(
    ([
      id,
      name,
      spoken,
      roles,
      full_name,
      designation,
      department,
      division,
      kind,
      updated_at,
      legs,
      numbers,
      email,
    ]) => ({
      id,
      name,
      spoken,
      roles,
      full_name,
      designation,
      department,
      division,
      kind,
      updated_at,
      legs,
      email,
      numbers: (numbers ?? []).map(([field, digits]) => ({ field, digits })),
    }),
  );

/** Somebody whom at least one way of looking found, with the words of the entry as the index spells them. */
export type Candidate = z.infer<typeof candidateRow>;

const answer = z.tuple([
  z.object({
    found: z
      .string()
      .transform((text): unknown => JSON.parse(text))
      .pipe(z.array(candidateRow)),
  }),
]);

/**
 * Everybody who may be meant: each way of looking is a list by index that ends early, and all of them are one. Where
 * plain ways have found enough already, likeness would only add worse hits below them, at most of the cost.
 */
export function findCandidates(db: Database, wish: SearchWish, query: Query, terms: Terms): Promise<Candidate[]> {
  const filters = filtersOf(wish);
  const enough = required(query.readings[0] ?? []).length < ENOUGH.from ? ENOUGH.few : ENOUGH.many;
  const bearing = (term: string | null, most: number, unless = Prisma.empty) =>
    term === null
      ? []
      : [
          Prisma.sql`(select employee, 'words', null::text, null::text from search.bearing(${term}::tsquery, ${most}, ${filters}) as employee ${unless})`,
        ];
  const plain = [
    ...exactLegs(query),
    ...numberLegs(query, terms),
    ...(query.isNumber && query.extensions.length === 0 ? [] : startLegs(query)),
    ...bearing(terms.same, SAME),
    ...(terms.whole === terms.begun ? [] : bearing(terms.whole, MOST)),
    ...bearing(terms.begun, MOST),
    ...bearing(terms.plain, MOST),
  ];
  const alike = bearing(terms.names, MOST, Prisma.sql`where (select count(distinct employee) from plain) < ${enough}`);
  const any = bearing(
    terms.all,
    MOST,
    Prisma.sql`where (select count(distinct employee) from (select employee from plain union all select employee from alike) f) < ${enough}`,
  );
  return read(db, wish, query.email !== null, [plain, alike, any]);
}

/** The likest of those who answer only some of the words. */
export function findNearest(db: Database, wish: SearchWish, query: Query, term: string): Promise<Candidate[]> {
  const filters = filtersOf(wish);
  return read(db, wish, query.email !== null, [
    [
      Prisma.sql`(select employee, 'words', null::text, null::text from search.nearest(${term}::tsquery, ${query.name.slice(0, LONGEST_NAME)}, ${MOST}, ${filters}) as employee)`,
    ],
  ]);
}

function filtersOf(wish: SearchWish): Prisma.Sql {
  return Prisma.sql`${wish.deleted}, ${wish.department}::text, ${wish.designation}::text, ${wish.division}::text, ${wish.kind}::text`;
}

/** One JSON text instead of hundreds of rows: the driver's work on each value would take longer than the search. */
async function read(db: Database, wish: SearchWish, asksEmail: boolean, stages: Prisma.Sql[][]): Promise<Candidate[]> {
  const [plain, alike, any] = stages.map((legs) => Prisma.join([NOBODY, ...legs], ' union all '));
  const rows = await db.$queryRaw`
    with plain (employee, leg, field, digits) as materialized (${plain ?? NOBODY}),
    alike (employee, leg, field, digits) as materialized (${alike ?? NOBODY}),
    likely (employee, leg, field, digits) as materialized (${any ?? NOBODY}),
    found as (select * from plain union all select * from alike union all select * from likely),
    grouped as (
      select employee, json_agg(distinct leg) as legs, json_agg(json_build_array(field, digits)) filter (where field is not null) as numbers
      from found group by employee
    )
    select coalesce(json_agg(json_build_array(e.id, d.name, d.spoken, d.roles, e.full_name, nullif(btrim(e.designation), ''), nullif(btrim(e.department), ''),
      nullif(btrim(e.division), ''), e.kind, to_char(e.updated_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), g.legs, g.numbers,
      case when ${asksEmail} then lower(left(e.email, 200)) end)), '[]')::text as found
    from grouped g join employees e on e.id = g.employee join search.employee_documents d on d.employee = g.employee
    where ${filterOf(wish)}`;
  return answer.parse(rows)[0].found;
}

function exactLegs({ whole, name }: Query): Prisma.Sql[] {
  return [
    Prisma.sql`(select id as employee, 'id' as leg, null::text as field, null::text as digits from employees
      where lower(left(employee_id, 200)) = ${whole} limit ${SAME})`,
    Prisma.sql`(select id, case when ltrim(lower(employee_id), '0') = lower(employee_id) or left(employee_id, 1) = left(${whole}, 1) then 'id key' else 'id zeros' end, null, null
      from employees where search.id_key(employee_id) = search.id_key(${whole}) and search.id_key(${whole}) <> '' limit ${SAME})`,
    Prisma.sql`(select id, 'email', null, null from employees where lower(left(email, 200)) = ${whole} limit ${SAME})`,
    Prisma.sql`(select employee, 'name', null, null from search.employee_documents where name = ${name} and ${name} <> '' limit ${SAME})`,
  ];
}

function startLegs({ whole, name, email }: Query): Prisma.Sql[] {
  const legs: Prisma.Sql[] = [];
  if (name !== '')
    legs.push(Prisma.sql`(select employee, 'name starts', null, null from search.employee_documents
      where name ~>=~ ${name} and name ~<~ ${name + LAST_CHARACTER} order by name using ~<~ limit ${SAME})`);
  if (email !== null)
    legs.push(
      emailLeg(`${email.mailbox}@`),
      ...(email.domain.length < 2 ? [] : [emailLeg(`${email.mailbox}@${email.domain.slice(0, 2)}`)]),
    );
  if (whole.length >= 3 && !/\s/.test(whole))
    legs.push(
      Prisma.sql`(select id, 'email starts', null, null from employees
        where lower(left(email, 200)) ~>=~ ${whole} and lower(left(email, 200)) ~<~ ${whole + LAST_CHARACTER} limit 50)`,
      Prisma.sql`(select id, 'id starts', null, null from employees
        where lower(left(employee_id, 200)) ~>=~ ${whole} and lower(left(employee_id, 200)) ~<~ ${whole + LAST_CHARACTER} limit 50)`,
    );
  return legs;
}

function emailLeg(start: string): Prisma.Sql {
  return Prisma.sql`(select id, 'mailbox', null, null from employees
    where lower(left(email, 200)) ~>=~ ${start} and lower(left(email, 200)) ~<~ ${start + LAST_CHARACTER} limit ${SAME})`;
}

/** Numbers stand reversed: by their end first, then with these digits anywhere, then by the digits that any country shares. */
function numberLegs({ numbers, extensions }: Query, terms: Terms): Prisma.Sql[] {
  const legs: Prisma.Sql[] = [];
  const said = numbers.filter((digits) => digits.length >= 4).map(reverse);
  if (said.length > 0) {
    const ends = [
      ...new Set([
        ...said,
        ...said
          .filter((digits) => digits.length > SAME_NUMBER_DIGITS)
          .map((digits) => digits.slice(0, SAME_NUMBER_DIGITS)),
      ]),
    ];
    legs.push(
      Prisma.sql`(with ending as materialized (
          select n.employee, n.field, n.reversed from unnest(${ends}::text[]) as w (reversed)
          cross join lateral (select employee, field, reversed from search.employee_numbers
            where reversed ~>=~ w.reversed and reversed ~<~ (w.reversed || ':') order by reversed using ~<~ limit ${MOST_NUMBERS}) n
        )
        select employee, 'number', field, reverse(reversed) from ending
        union all
        select n.employee, 'number', n.field, reverse(n.reversed) from unnest(${said}::text[]) as w (reversed)
        cross join lateral (select employee, field, reversed from search.employee_numbers
          where search.fours(reversed) @> search.fours(w.reversed) and reversed like '%' || w.reversed || '%' limit ${MOST}) n
        where (select count(*) from ending) < ${ENOUGH_ENDS})`,
    );
    if (terms.all !== null) legs.push(bothLeg(said, terms.all));
  }
  if (extensions.length > 0)
    legs.push(Prisma.sql`(select employee, 'number', field, reverse(reversed) from search.employee_numbers
      where reversed = any(${extensions.map(reverse)}::text[]) limit ${MOST_NUMBERS})`);
  return legs;
}

/** Who bears a number that ends so and the words besides, among more bearers than the list of numbers alone would hold. */
function bothLeg(said: readonly string[], term: string): Prisma.Sql {
  return Prisma.sql`(select n.employee, 'number', n.field, reverse(n.reversed) from unnest(${said}::text[]) as w (reversed)
    cross join lateral (select employee, field, reversed from search.employee_numbers
      where reversed ~>=~ w.reversed and reversed ~<~ (w.reversed || ':') limit ${MOST_BOTH}) n
    cross join lateral (select d.words from search.employee_documents d where d.employee = n.employee offset 0) d
    where d.words @@ ${term}::tsquery)`;
}

function reverse(digits: string): string {
  return [...digits].reverse().join('');
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
