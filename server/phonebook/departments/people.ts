import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { type Member, memberSchema, type PlacePage } from '#lib/phonebook/department.ts';
import { type DepartmentParams, rowsOn } from '#lib/phonebook/department-params.ts';
import { dialsOf } from '#lib/phonebook/numbers.ts';
import { entriesOf, otherView, type Place, type View, views } from '#lib/phonebook/organisation.ts';
import { firstParams } from '#lib/phonebook/params.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { getSettings } from '#server/core/settings/settings.ts';
import { employeeColumns } from '#server/phonebook/columns.ts';
import { getOrganisation } from '#server/phonebook/departments/organisation.ts';
import { findSearched } from '#server/phonebook/queries.ts';

const PLACE_ROWS = 50;
const LINES_OF_A_KIND = 50;

/**
 * Entries that belong to a division and a department, or to none, by name; 50 a page. The smaller of the two is walked in
 * the order of its index: Postgres keeps no statistics of partial indexes, and would sort a huge one for the sake of a page.
 * @param page from 1 on
 */
export async function findPlace(actor: Actor, place: Place, page: number): Promise<PlacePage> {
  requirePermission(actor, 'phonebook.read');
  const organisation = await getOrganisation(actor);
  const [inDivision, inDepartment] = views.map((view) => entriesOf(organisation, view, place[view]));
  const statement = placeStatement(place, (inDivision ?? 0) < (inDepartment ?? 0) ? 'division' : 'department', page);
  const rows = await prisma().$transaction(async (tx) => {
    await tx.$executeRaw`select set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`;
    return tx.$queryRaw(statement);
  });
  const found = await withDials(rows);
  return { people: found.slice(0, PLACE_ROWS), hasMore: found.length > PLACE_ROWS };
}

function placeStatement(place: Place, walked: View, page: number): Prisma.Sql {
  const { [walked]: column, [otherView(walked)]: other } = columns;
  const name = place[walked];
  const walk = (condition: Prisma.Sql) => Prisma.sql`(
    select ${memberColumns}, search.normalise(e.full_name) as name from employees e
    where e.deleted_at is null and ${condition} and ${isIn(other, place[otherView(walked)])}
    order by ${column}, search.normalise(e.full_name), e.id limit ${page * PLACE_ROWS + 1})`;
  const walks = name === null ? [Prisma.sql`${column} is null`, blankText(column)] : [Prisma.sql`${column} = ${name}`];
  return Prisma.sql`select * from (${Prisma.join(walks.map(walk), ' union all ')}) found
    order by name, id limit ${PLACE_ROWS + 1} offset ${(page - 1) * PLACE_ROWS}`;
}

function isIn(column: Prisma.Sql, name: string | null): Prisma.Sql {
  return name === null ? Prisma.sql`coalesce(btrim(${column}), '') = ''` : Prisma.sql`${column} = ${name}`;
}

const columns: Record<View, Prisma.Sql> = {
  division: Prisma.sql`left(e.division, 200)`,
  department: Prisma.sql`left(e.department, 200)`,
};

/** Blanks that plain SQL left: the range is for the index, what is blank within it btrim says. */
function blankText(column: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`${column} <= repeat(' ', 200) and btrim(${column}) = ''`;
}

export type Part = { department: string; division: string | null };

/**
 * A page of the people of a department: under its designations or divisions in the order of `heads`, then by name.
 * The name comes from the search's own row, because normalising thousands of names anew takes longer than all the rest.
 */
export async function findMembers(
  actor: Actor,
  part: Part,
  params: Pick<DepartmentParams, 'by' | 'page' | 'print'>,
  heads: readonly string[],
): Promise<Member[]> {
  requirePermission(actor, 'phonebook.read');
  const rows = rowsOn(params);
  const head = Prisma.raw(`btrim(left(e.${params.by}, 200))`);
  return withDials(
    await prisma().$queryRaw`
      select ${memberColumns} from employees e
      left join unnest(${heads}::text[]) with ordinality h (name, place) on h.name = ${head}
      left join search.employee_documents d on d.employee = e.id
      where ${inPart(part)} and e.kind = 'person'
      order by h.place nulls last, d.name, e.id limit ${rows} offset ${(params.page - 1) * rows}`,
  );
}

/** Who fits a search within a department, best first; at most the 200 that a search ranks. */
export async function searchMembers(actor: Actor, part: Part, text: string): Promise<Member[]> {
  requirePermission(actor, 'phonebook.read');
  return withDials(await findSearched(actor, { ...firstParams, ...part, q: text }));
}

/** The service lines and rooms of a department by name, at most 50 of each. */
export async function findLines(actor: Actor, department: string): Promise<{ services: Member[]; rooms: Member[] }> {
  requirePermission(actor, 'phonebook.read');
  const [services, rooms] = await Promise.all([linesOf(department, 'service'), linesOf(department, 'room')]);
  return { services, rooms };
}

async function linesOf(department: string, kind: 'service' | 'room'): Promise<Member[]> {
  return withDials(
    await prisma().$queryRaw`
      select ${memberColumns} from employees e
      where ${inPart({ department, division: null })} and e.kind = ${kind} and e.kind <> 'person'
      order by search.normalise(e.full_name), e.id limit ${LINES_OF_A_KIND}`,
  );
}

/** Living entries of table alias `e` in a department, or in one of its divisions. */
export function inPart({ department, division }: Part): Prisma.Sql {
  const inDepartment = Prisma.sql`e.deleted_at is null and left(e.department, 200) = ${department}`;
  if (division === null) return inDepartment;
  return Prisma.sql`${inDepartment} and btrim(left(e.division, 200)) = btrim(${division})`;
}

const memberColumns = Prisma.sql`${employeeColumns}, e.kind`;

async function withDials(rows: unknown): Promise<Member[]> {
  const { defaultCountry } = await getSettings();
  return z
    .array(memberSchema)
    .parse(rows)
    .map((member) => ({ ...member, dials: dialsOf(member, defaultCountry) }));
}
