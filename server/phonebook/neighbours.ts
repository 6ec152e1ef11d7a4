import 'server-only';
import { z } from 'zod';
import type { Neighbours } from '#lib/phonebook/neighbours.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

const SHOWN = 5;
const LOOKED_AT = 25;
const COUNTED = 10_000;

const ownRow = z.object({ department: z.string(), division: z.string().nullable(), name: z.string() });
const nearRow = z.object({
  id: z.int(),
  name: z.string(),
  note: z.string().nullable(),
  number: z.string().nullable(),
});

/** Up to five others of an entry's department, who can be called first: of its division, then whoever follows by name. */
export async function findNeighbours(actor: Actor, contactId: number): Promise<Neighbours> {
  requirePermission(actor, 'phonebook.read');
  const own = z.array(ownRow).parse(
    await prisma().$queryRaw`
      select left(department, 200) as department, left(division, 200) as division, search.normalise(full_name) as name
      from employees where id = ${contactId} and deleted_at is null and btrim(department) <> ''`,
  )[0];
  if (own === undefined) return { department: null, total: 0, totalIs: 'exact', near: [] };
  const [near, total] = await Promise.all([findNear(contactId, own), countIn(own.department)]);
  return {
    department: own.department,
    total: Math.min(total, COUNTED),
    totalIs: total > COUNTED ? 'least' : 'exact',
    near,
  };
}

/** Each leg walks an index in the order of names and ends early. */
async function findNear(contactId: number, { department, division, name }: z.infer<typeof ownRow>) {
  const rows = await prisma().$queryRaw`
    with found as (
      (select id, 1 as leg from employees
        where left(division, 200) = ${division} and left(department, 200) = ${department} and deleted_at is null and id <> ${contactId}
        order by search.normalise(full_name), id limit ${LOOKED_AT})
      union all
      (select id, 2 from employees
        where left(department, 200) = ${department} and search.normalise(full_name) >= ${name} and deleted_at is null and id <> ${contactId}
        order by search.normalise(full_name), id limit ${LOOKED_AT})
      union all
      (select id, 3 from employees where left(department, 200) = ${department} and deleted_at is null and id <> ${contactId}
        order by search.normalise(full_name), id limit ${LOOKED_AT})
    )
    select n.id, n.name, n.note, n.number from (
      select e.id, e.full_name as name, f.leg, search.normalise(e.full_name) as sorted,
        coalesce(nullif(btrim(e.division), ''), nullif(btrim(e.designation), '')) as note,
        coalesce(nullif(btrim(e.telephone), ''), nullif(btrim(e.mobile), ''), nullif(btrim(e.pabx), ''), nullif(btrim(e.ip_phone), '')) as number
      from (select id, min(leg) as leg from found group by id) as f join employees e using (id)
    ) as n
    order by n.number is null, n.leg, n.sorted, n.id limit ${SHOWN}`;
  return z.array(nearRow).parse(rows);
}

async function countIn(department: string): Promise<number> {
  const rows = await prisma().$queryRaw`
    select count(*)::int as count from (
      select from employees where left(department, 200) = ${department} and deleted_at is null limit ${COUNTED + 1}) as counted`;
  return z.tuple([z.object({ count: z.int() })]).parse(rows)[0].count;
}
