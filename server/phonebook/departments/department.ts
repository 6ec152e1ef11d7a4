import 'server-only';
import { z } from 'zod';
import { type Counted, type Summary, summarySchema } from '#lib/phonebook/department.ts';
import type { Kind } from '#lib/phonebook/fields.ts';
import { inReadingOrder } from '#lib/phonebook/reading-order.ts';
import { fold } from '#lib/phonebook/text.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { cache } from '#server/core/cache/cache.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { getOrganisation } from '#server/phonebook/departments/organisation.ts';
import { inPart, type Part } from '#server/phonebook/departments/people.ts';
import { FIGURES_TAG, PHONEBOOK_TAG } from '#server/phonebook/list.ts';

const COUNTED_EXACTLY = 100_000;
const SUMMARY_SECONDS = 60;
const VALUES_PER_FACET = 2000;

/**
 * The department of this name as filters know it, by its first 200 characters: the very name, else one that differs in
 * case, accents or spaces alone, else null.
 */
export async function getDepartment(actor: Actor, name: string): Promise<string | null> {
  requirePermission(actor, 'phonebook.read');
  const stored = [...name].slice(0, 200).join('');
  const rows = await prisma().$queryRaw`
    select 1 from employees e where left(e.department, 200) = ${stored} and e.deleted_at is null limit 1`;
  if (z.array(z.unknown()).parse(rows).length > 0) return stored;
  const asked = fold(stored);
  const { departments } = await getOrganisation(actor);
  return departments.find((known) => fold(known) === asked) ?? null;
}

/** What a department, or one division of it, is made of; counts are exact up to 100,000 entries and a minute old at most. */
export async function getSummary(actor: Actor, part: Part): Promise<Summary> {
  requirePermission(actor, 'phonebook.read');
  const how = { tags: [PHONEBOOK_TAG, FIGURES_TAG], ttlSeconds: SUMMARY_SECONDS, shape: summarySchema };
  const key = `phonebook.department:${JSON.stringify([part.department, part.division])}`;
  return cache().remember(key, how, () => readSummary(part));
}

const facetNames = ['kind', 'group_email', 'designation', 'division'] as const;
const facetRows = z.array(z.object({ facet: z.enum(facetNames), value: z.string(), count: z.int() }));

async function readSummary(part: Part): Promise<Summary> {
  const rows = facetRows.parse(
    await prisma().$queryRaw`
      with rows as (
        select e.kind, coalesce(lower(btrim(left(e.group_email, 200))), '') as group_email,
               case when e.kind = 'person' then coalesce(btrim(left(e.designation, 200)), '') end as designation,
               case when e.kind = 'person' then coalesce(btrim(left(e.division, 200)), '') end as division
        from employees e where ${inPart(part)} limit ${COUNTED_EXACTLY + 1}
      ), counted as (
        select case when grouping(kind) = 0 then 'kind' when grouping(group_email) = 0 then 'group_email'
                    when grouping(designation) = 0 then 'designation' else 'division' end as facet,
               coalesce(kind, group_email, designation, division) as value, count(*)::int as count
        from rows group by grouping sets ((kind), (group_email), (designation), (division))
      ), placed as (
        select *, row_number() over (partition by facet order by count desc, value) as place from counted where value is not null
      )
      select facet, value, count from placed where place <= ${VALUES_PER_FACET} order by facet, place`,
  );
  const facets: Record<(typeof facetNames)[number], Counted[]> = {
    kind: [],
    group_email: [],
    designation: [],
    division: [],
  };
  for (const { facet, value, count } of rows) facets[facet].push({ value, count });
  const ofKind = (kind: Kind) => facets.kind.find(({ value }) => value === kind)?.count ?? 0;
  const [people, services, rooms] = [ofKind('person'), ofKind('service'), ofKind('room')];
  return {
    people,
    services,
    rooms,
    isExact: people + services + rooms <= COUNTED_EXACTLY,
    groupEmails: facets.group_email.filter(({ value }) => value !== ''),
    withoutGroupEmail: facets.group_email.find(({ value }) => value === '')?.count ?? 0,
    designations: inOrder(facets.designation),
    divisions: inOrder(facets.division),
  };
}

/** In reading order, those without at the end. */
function inOrder(values: readonly Counted[]): Counted[] {
  return values.toSorted((a, b) => Number(a.value === '') - Number(b.value === '') || inReadingOrder(a.value, b.value));
}
