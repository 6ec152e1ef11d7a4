import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { statsAnswerSchema } from '#lib/phonebook/api.ts';
import { type Employee, employeeSchema } from '#lib/phonebook/contact.ts';
import { numberVariants } from '#lib/phonebook/numbers.ts';
import { fold, holdable } from '#lib/phonebook/text.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { cache } from '#server/core/cache/cache.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { getSettings } from '#server/core/settings/settings.ts';
import { employeeColumns } from '#server/phonebook/columns.ts';
import { countWhole, FIGURES_TAG } from '#server/phonebook/list.ts';

/** A number must end in at least so many digits of what is asked to be the same number. */
const SAME_NUMBER_DIGITS = 7;
const STATS_SECONDS = 30;

/** The entry with this employee id, whatever its case; of several the lowest id. */
export async function getByEmployeeId(actor: Actor, employeeId: string): Promise<Employee | null> {
  requirePermission(actor, 'phonebook.read');
  return first(Prisma.sql`lower(left(e.employee_id, 200)) = lower(left(${holdable(employeeId).trim()}, 200))`);
}

/** The entry with this e-mail, whatever its case; of several the lowest id. */
export async function getByEmail(actor: Actor, email: string): Promise<Employee | null> {
  requirePermission(actor, 'phonebook.read');
  return first(Prisma.sql`lower(left(e.email, 200)) = lower(left(${holdable(email).trim()}, 200))`);
}

async function first(condition: Prisma.Sql): Promise<Employee | null> {
  const rows = await prisma().$queryRaw`
    select ${employeeColumns} from employees e where ${condition} and e.deleted_at is null order by e.id limit 1`;
  return z.array(employeeSchema).parse(rows)[0] ?? null;
}

const sharedRow = employeeSchema.extend({ shared: z.int() });

/** The entry with this mobile number in any format; borne by several, the lowest id, and how many they are. */
export async function getByMobile(actor: Actor, mobile: string): Promise<(Employee & { shared: number }) | null> {
  requirePermission(actor, 'phonebook.read');
  const { defaultCountry } = await getSettings();
  const reversed = numberVariants(mobile, defaultCountry).map((digits) => [...digits].reverse().join(''));
  const rows = await prisma().$queryRaw`
    with bearers as (
      select distinct n.employee from unnest(${reversed}::text[]) as w (reversed)
      cross join lateral (
        select employee, reversed, field from search.employee_numbers
        where reversed ~>=~ w.reversed and reversed ~<~ (w.reversed || ':') order by reversed using ~<~ limit 1000
      ) n join employees e on e.id = n.employee
      where n.field = 'mobile' and e.deleted_at is null and (n.reversed = w.reversed or length(w.reversed) >= ${SAME_NUMBER_DIGITS})
    )
    select ${employeeColumns}, (select count(*)::int from bearers) as shared
    from employees e where e.id = (select min(employee) from bearers)`;
  return z.array(sharedRow).parse(rows)[0] ?? null;
}

/** Entries of the departments whose name holds all the words, the very name first, then by name. */
export async function findByDepartment(actor: Actor, department: string, limit: number): Promise<Employee[]> {
  requirePermission(actor, 'phonebook.read');
  return findByRole('department', department, limit);
}

/** Entries with a designation that holds all the words, the very designation first, then by name. */
export async function findByDesignation(actor: Actor, designation: string, limit: number): Promise<Employee[]> {
  requirePermission(actor, 'phonebook.read');
  return findByRole('designation', designation, limit);
}

const MOST_VALUES = 200;

/** Goes through the values that fit, each by its index, so that nothing reads the whole phonebook. */
async function findByRole(column: 'department' | 'designation', wanted: string, limit: number): Promise<Employee[]> {
  const text = holdable(wanted).trim().slice(0, 200).toWellFormed();
  const words = fold(text).split(' ').filter(Boolean);
  if (words.length === 0) return [];
  const fitting = (await valuesOf(column)).filter((value) => words.every((word) => fold(value).includes(word)));
  const values = [...new Set([text, ...fitting])].slice(0, MOST_VALUES);
  const name = Prisma.raw(`left(e.${column}, 200)`);
  const rows = await prisma().$queryRaw`
    select ${employeeColumns} from unnest(${values}::text[]) as v (value) cross join lateral (
      select e.*, search.normalise(e.full_name) as name from employees e
      where ${name} = v.value and e.deleted_at is null order by search.normalise(e.full_name), e.id limit ${limit}
    ) e order by lower(v.value) <> ${text.toLowerCase()}, e.name, e.id limit ${limit}`;
  return z.array(employeeSchema).parse(rows);
}

function valuesOf(column: 'department' | 'designation'): Promise<string[]> {
  const how = { tags: [FIGURES_TAG], ttlSeconds: STATS_SECONDS, shape: z.array(z.string()) };
  return cache().remember(`phonebook.${column}s`, how, async () => {
    const value = Prisma.raw(`left(${column}, 200)`);
    const rows = await prisma().$queryRaw`
      select distinct ${value} as value from employees where ${value} is not null and deleted_at is null limit 200000`;
    return z
      .array(z.object({ value: z.string() }))
      .parse(rows)
      .map((row) => row.value);
  });
}

export type PhonebookStats = z.infer<typeof statsAnswerSchema>;

/** Counts of the phonebook, at most half a minute old. */
export async function getPhonebookStats(actor: Actor): Promise<PhonebookStats> {
  requirePermission(actor, 'phonebook.read');
  const how = { tags: [FIGURES_TAG], ttlSeconds: STATS_SECONDS, shape: statsAnswerSchema };
  return cache().remember('phonebook.stats', how, async () => {
    const rows = await prisma().$queryRaw`
      with present as (
        select nullif(btrim(department), '') as department, nullif(btrim(division), '') as division, nullif(btrim(email), '') as email,
          nullif(btrim(mobile), '') as mobile, nullif(btrim(ip_phone), '') as ip_phone
        from employees where deleted_at is null
      ),
      departments as (select department as name, count(*)::int as count from present where department is not null group by 1),
      divisions as (select division as name, count(*)::int as count from present where division is not null group by 1)
      select count(*)::int as total_employees, count(email)::int as with_email, count(mobile)::int as with_mobile,
        count(ip_phone)::int as with_ip_phone,
        (select coalesce(jsonb_object_agg(name, count), '{}') from departments) as departments,
        (select coalesce(jsonb_object_agg(name, count), '{}') from divisions) as divisions
      from present`;
    return z.tuple([statsAnswerSchema]).parse(rows)[0];
  });
}

/**
 * Whether the phonebook answers: no name and no number, only how many there are, at most a minute old.
 * @throws when the database does not answer
 */
export async function getPhonebookHealth(actor: Actor) {
  requirePermission(actor, 'phonebook.read');
  const db = prisma();
  await db.$queryRaw`select id from employees limit 1`;
  return { status: 'healthy', service: 'phonebook', total_employees: await countWhole(db) };
}
