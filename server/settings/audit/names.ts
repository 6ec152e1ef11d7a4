import 'server-only';
import { z } from 'zod';
import { prisma } from '#server/core/db/prisma.ts';

const rows = z.array(z.object({ reference: z.string(), name: z.string() }));
const uuid = z.uuid();

/** Parts of the product that act by themselves, as `system:<name>`. */
const systemNames: Record<string, string> = {
  cli: 'Command line',
  worker: 'Worker',
  seed: 'Sample data',
  link: 'One-time link',
  'sign-in': 'Sign-in',
  start: 'First start',
};

/**
 * The names that people, keys and entries bear today, by `type:id`. The log itself holds ids only, so whoever was erased
 * since has no name here.
 */
export async function findNames(references: readonly (readonly string[])[]): Promise<Map<string, string>> {
  const ids = new Map<string, Set<string>>();
  const names = new Map<string, string>();
  for (const [type = '', id = ''] of references) {
    if (type === 'system') names.set(`system:${id}`, systemNames[id] ?? `System: ${id}`);
    ids.set(type, (ids.get(type) ?? new Set()).add(id));
  }
  const of = (type: string): string[] => [...(ids.get(type) ?? [])];
  const found = await select({
    users: of('user').filter((id) => uuid.safeParse(id).success),
    keys: of('key').filter((id) => uuid.safeParse(id).success),
    employees: of('employee')
      .filter((id) => /^\d{1,9}$/.test(id))
      .map(Number),
  });
  for (const { reference, name } of found) names.set(reference, name);
  return names;
}

async function select(ids: { users: string[]; keys: string[]; employees: number[] }) {
  return rows.parse(
    await prisma().$queryRaw`
    select 'user:' || id as reference, name from users where id = any (${ids.users}::uuid[])
    union all
    select 'key:' || id, 'Key ' || name from api_keys where id = any (${ids.keys}::uuid[])
    union all
    select 'employee:' || id, full_name from employees where id = any (${ids.employees}::integer[])`,
  );
}
