import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { type Contact, contactSchema, type FacetName, type Facets, facetNames } from '#lib/phonebook/contact.ts';
import { PAGE_SIZE, type PhonebookParams, type Sort } from '#lib/phonebook/params.ts';
import { cache } from '#server/core/cache/cache.ts';
import type { Database } from '#server/core/db/prisma.ts';
import { contactColumns } from '#server/phonebook/columns.ts';

/** The tag of what depends on any entry: forgotten after each commit that adds, deletes or restores one. */
export const PHONEBOOK_TAG = 'phonebook';
/** The tag of figures over the whole phonebook, dear to count at a million entries: they may be a minute old. */
export const FIGURES_TAG = 'phonebook.figures';

/** Up to here counts and facets are exact: 20,000 rows are counted in a few milliseconds. */
const COUNTED_EXACTLY = 20_000;
const COUNT_SECONDS = 60;
const FACETS_SECONDS = 600;
const PART_SECONDS = 20;
const VALUES_PER_FACET = 50;

type Filters = Pick<PhonebookParams, 'department' | 'designation' | 'division' | 'kind' | 'deleted'>;

/** One page of the list in its order, without searching. */
export async function readPage(db: Database, params: PhonebookParams): Promise<Contact[]> {
  const rows = await db.$queryRaw`
    select ${contactColumns} from employees e where ${filterOf(params)}
    order by ${orderOf(params)} limit ${PAGE_SIZE} offset ${(params.page - 1) * PAGE_SIZE}`;
  return z.array(contactSchema).parse(rows);
}

/** The ids of the whole list in its order, as one array `ids`. */
export function listOrder(params: PhonebookParams): Prisma.Sql {
  return Prisma.sql`
    select array(select e.id from employees e where ${filterOf(params)} order by ${orderOf(params)}) as ids`;
}

/** The entries of `ids` that the filters leave now, in the order of `ids`. */
export function listRows(params: PhonebookParams, ids: number[], columns: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select ${columns} from unnest(${ids}::int[]) with ordinality as o (id, place) join employees e on e.id = o.id
    where ${filterOf(params)} order by o.place`;
}

export type Overview = { total: number; totalIs: 'exact' | 'about' | 'least'; facets: Facets };

/**
 * How many entries the filters leave, and the commonest values of each facet among them. Past COUNTED_EXACTLY the whole
 * is `about` (counted at most a minute ago, its facets ten minutes) and a part `least`.
 */
export async function readOverview(db: Database, filters: Filters): Promise<Overview> {
  if (isFiltered(filters) || filters.deleted) return readPart(db, filters);
  if (!(await isLarge(db))) return overviewOf(await groupFacets(db, filters, COUNTED_EXACTLY + 1));
  const how = { tags: [FIGURES_TAG], ttlSeconds: FACETS_SECONDS, shape: facetsShape };
  const facets = await cache().remember('phonebook.facets', how, () => groupFacets(db, filters, null));
  return { total: await countWhole(db), totalIs: 'about', facets };
}

/** A part is looked at page by page, so it is remembered for a moment. */
async function readPart(
  db: Database,
  { department, designation, division, kind, deleted }: Filters,
): Promise<Overview> {
  const filters = { department, designation, division, kind, deleted };
  const how = { tags: [PHONEBOOK_TAG, FIGURES_TAG], ttlSeconds: PART_SECONDS, shape: facetsShape };
  const key = `phonebook.part:${JSON.stringify(filters)}`;
  return overviewOf(await cache().remember(key, how, () => groupFacets(db, filters, COUNTED_EXACTLY + 1)));
}

/** Every entry has a kind, and there are three, so the counts of that facet add up to the total. */
function overviewOf(facets: Facets): Overview {
  const total = facets.kind.reduce((sum, { count }) => sum + count, 0);
  const isAll = total <= COUNTED_EXACTLY;
  return { total: isAll ? total : COUNTED_EXACTLY, totalIs: isAll ? 'exact' : 'least', facets };
}

async function isLarge(db: Database): Promise<boolean> {
  const rows = await db.$queryRaw`
    select count(*)::int as count from (select from employees where deleted_at is null limit ${COUNTED_EXACTLY + 1}) as counted`;
  return onlyCount.parse(rows)[0].count > COUNTED_EXACTLY;
}

/** All entries that are not deleted, counted at most a minute ago. */
export function countWhole(db: Database): Promise<number> {
  const how = { tags: [FIGURES_TAG], ttlSeconds: COUNT_SECONDS, shape: z.int() };
  return cache().remember('phonebook.count', how, async () => {
    const rows = await db.$queryRaw`select count(*)::int as count from employees where deleted_at is null`;
    return onlyCount.parse(rows)[0].count;
  });
}

const onlyCount = z.tuple([z.object({ count: z.int() })]);
const facetValues = z.array(z.object({ value: z.string(), count: z.int() }));
const facetsShape = z.object({
  department: facetValues,
  designation: facetValues,
  division: facetValues,
  kind: facetValues,
});

async function groupFacets(db: Database, filters: Filters, bound: number | null): Promise<Facets> {
  const rows = await db.$queryRaw`
    with rows as (
      select left(department, 200) as department, left(designation, 200) as designation, left(division, 200) as division, kind
      from employees e where ${filterOf(filters)} limit ${bound}::bigint
    ), counted as (
      select case when grouping(department) = 0 then 'department' when grouping(designation) = 0 then 'designation'
                  when grouping(division) = 0 then 'division' else 'kind' end as facet,
             coalesce(department, designation, division, kind) as value, count(*)::int as count
      from rows group by grouping sets ((department), (designation), (division), (kind))
    ), placed as (
      select *, row_number() over (partition by facet order by count desc, value) as place from counted where btrim(value) <> ''
    )
    select facet, value, count from placed where place <= ${VALUES_PER_FACET} order by facet, place`;
  const facets: Facets = { department: [], designation: [], division: [], kind: [] };
  for (const { facet, value, count } of facetRows.parse(rows)) facets[facet].push({ value, count });
  return facets;
}

const facetRows = z.array(z.object({ facet: z.enum(facetNames), value: z.string(), count: z.int() }));

/** The facets of a handful of rows that are already here. */
export function facetsOf(rows: Pick<Contact, FacetName>[]): Facets {
  const count = (name: FacetName) => {
    const counts = new Map<string, number>();
    for (const row of rows) {
      const value = row[name];
      if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return [...counts]
      .map(([value, found]) => ({ value, count: found }))
      .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value))
      .slice(0, VALUES_PER_FACET);
  };
  return {
    department: count('department'),
    designation: count('designation'),
    division: count('division'),
    kind: count('kind'),
  };
}

function isFiltered({ department, designation, division, kind }: Filters): boolean {
  return [department, designation, division, kind].some((value) => value !== null);
}

function filterOf({ department, designation, division, kind, deleted }: Filters): Prisma.Sql {
  const parts = [deleted ? Prisma.sql`e.deleted_at is not null` : Prisma.sql`e.deleted_at is null`];
  if (department !== null) parts.push(Prisma.sql`left(e.department, 200) = ${department}`);
  if (designation !== null) parts.push(Prisma.sql`left(e.designation, 200) = ${designation}`);
  if (division !== null) parts.push(Prisma.sql`left(e.division, 200) = ${division}`);
  if (kind !== null) parts.push(kindFilters[kind]);
  return Prisma.join(parts, ' and ');
}

// Written out, so that the index of the few service lines and rooms is known to serve.
const kindFilters = {
  person: Prisma.sql`e.kind = 'person'`,
  service: Prisma.sql`e.kind = 'service' and e.kind <> 'person'`,
  room: Prisma.sql`e.kind = 'room' and e.kind <> 'person'`,
};

function orderOf({ sort, dir, deleted }: PhonebookParams): Prisma.Sql {
  if (sort === null && deleted) return Prisma.sql`e.deleted_at desc, e.id desc`;
  return orders[dir][sort ?? 'name'];
}

const orders: Record<'asc' | 'desc', Record<Sort, Prisma.Sql>> = {
  asc: {
    name: Prisma.sql`search.normalise(e.full_name), e.id`,
    designation: Prisma.sql`left(e.designation, 200), search.normalise(e.full_name), e.id`,
    department: Prisma.sql`left(e.department, 200), search.normalise(e.full_name), e.id`,
    // The last changed first is what this column is asked for.
    changed: Prisma.sql`e.updated_at desc nulls last, e.id desc`,
  },
  desc: {
    name: Prisma.sql`search.normalise(e.full_name) desc, e.id desc`,
    designation: Prisma.sql`left(e.designation, 200) desc, search.normalise(e.full_name) desc, e.id desc`,
    department: Prisma.sql`left(e.department, 200) desc, search.normalise(e.full_name) desc, e.id desc`,
    changed: Prisma.sql`e.updated_at asc nulls first, e.id`,
  },
};
