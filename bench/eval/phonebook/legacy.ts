import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { prisma } from '#server/core/db/prisma.ts';

const ids = z.array(z.object({ id: z.int() }));
const roleWords =
  'manager director officer head chief executive assistant senior junior deputy general senator representative governor engineer analyst secretary president minister official rep sen'.split(
    ' ',
  );

/** Fills the weighted English vector as the chatbot's Python module does. */
export async function prepareLegacy(): Promise<void> {
  await prisma().$executeRaw`
    update employees set search_vector = setweight(to_tsvector('english', coalesce(full_name, '')), 'A')
      || setweight(to_tsvector('english', coalesce(designation, '')), 'B') || setweight(to_tsvector('english', coalesce(department, '')), 'B')
      || setweight(to_tsvector('english', coalesce(division, '')), 'C') || setweight(to_tsvector('english', coalesce(email, '')), 'C')`;
  await prisma().$executeRaw`create index if not exists legacy_vector on employees using gin (search_vector)`;
}

/** The seven steps in their order: the first that finds anybody answers. At most ten ids, best first. */
export async function legacySearch(text: string): Promise<number[]> {
  const query = text.trim();
  const digits = query.replace(/\D/g, '');
  const lower = query.toLowerCase();
  const steps: (Prisma.Sql | null)[] = [
    Prisma.sql`lower(full_name) = ${lower}`,
    /^\d+$/.test(query) ? Prisma.sql`employee_id = ${query}` : null,
    query.includes('@') ? Prisma.sql`lower(email) = ${lower}` : null,
    digits.length >= 10 ? Prisma.sql`mobile = ${query} or mobile = ${digits}` : null,
    roleWords.some((word) => lower.split(/\W+/).includes(word)) ? byRole(lower) : null,
  ];
  for (const step of steps) {
    const found = step === null ? [] : await find(step);
    if (found.length > 0) return found;
  }
  const ranked = ids.parse(
    await prisma().$queryRaw`select id from employees, plainto_tsquery('english', ${query}) q
      where search_vector @@ q and deleted_at is null order by ts_rank(search_vector, q) desc, id limit 10`,
  );
  if (ranked.length > 0) return ranked.map(({ id }) => id);
  return find(
    Prisma.sql`full_name ilike ${`%${query}%`} or first_name ilike ${`%${query}%`} or last_name ilike ${`%${query}%`}`,
  );
}

function byRole(lower: string): Prisma.Sql {
  const words = lower
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2 && !['who', 'the', 'what', 'for'].includes(word));
  const each = words.map(
    (word) =>
      Prisma.sql`(designation ilike ${`%${word}%`} or department ilike ${`%${word}%`} or division ilike ${`%${word}%`})`,
  );
  return each.length === 0 ? Prisma.sql`false` : Prisma.join(each, ' and ');
}

async function find(condition: Prisma.Sql): Promise<number[]> {
  const rows = await prisma()
    .$queryRaw`select id from employees where (${condition}) and deleted_at is null order by full_name, id limit 10`;
  return ids.parse(rows).map(({ id }) => id);
}
