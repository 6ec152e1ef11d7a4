import 'server-only';
import { z } from 'zod';
import { type Organisation, organisationSchema } from '#lib/phonebook/organisation.ts';
import { inReadingOrder } from '#lib/phonebook/reading-order.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { cache } from '#server/core/cache/cache.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { countWhole, FIGURES_TAG, PHONEBOOK_TAG } from '#server/phonebook/list.ts';

/** So many pairs of a division and a department go to the browser, some 200 kB; past it the smallest are left out. */
const MOST_PAIRS = 20_000;
/** Up to here counting anew after each write takes milliseconds. */
const COUNTED_ANEW = 20_000;
const FRESH_SECONDS = 20;
const WHOLE_SECONDS = 600;

/** All divisions and departments with their counts: of a large phonebook at most ten minutes old, else as it is now. */
export async function getOrganisation(actor: Actor): Promise<Organisation> {
  requirePermission(actor, 'phonebook.read');
  const isLarge = (await countWhole(prisma())) > COUNTED_ANEW;
  const how = {
    tags: isLarge ? [FIGURES_TAG] : [FIGURES_TAG, PHONEBOOK_TAG],
    ttlSeconds: isLarge ? WHOLE_SECONDS : FRESH_SECONDS,
    shape: organisationSchema,
  };
  return cache().remember('phonebook.organisation', how, readOrganisation);
}

const pairRows = z.array(
  z.object({ division: z.string().nullable(), department: z.string().nullable(), count: z.int(), total: z.int() }),
);

/** Grouped by the texts as stored, which is quickest; blanks join those that have none afterwards. */
async function readOrganisation(): Promise<Organisation> {
  const rows = pairRows.parse(
    await prisma().$queryRaw`
      with stored as (
        select division, department, count(*) as count from employees where deleted_at is null group by 1, 2
      )
      select case when btrim(left(division, 200)) <> '' then left(division, 200) end as division,
             case when btrim(left(department, 200)) <> '' then left(department, 200) end as department,
             sum(count)::int as count, (sum(sum(count)) over ())::int as total
      from stored group by 1, 2 order by 3 desc, 1, 2 limit ${MOST_PAIRS + 1}`,
  );
  const kept = rows.slice(0, MOST_PAIRS);
  const divisions = namesOf(kept.map(({ division }) => division));
  const departments = namesOf(kept.map(({ department }) => department));
  return {
    divisions: [...divisions.keys()],
    departments: [...departments.keys()],
    pairs: kept.flatMap(({ division, department, count }) => [
      divisions.get(division ?? '') ?? -1,
      departments.get(department ?? '') ?? -1,
      count,
    ]),
    total: rows[0]?.total ?? 0,
    isWhole: rows.length <= MOST_PAIRS,
  };
}

/** Names in reading order, District 2 before District 10, each with its place. */
function namesOf(values: readonly (string | null)[]): Map<string, number> {
  const names = [...new Set(values)].filter((name) => name !== null);
  return new Map(names.sort(inReadingOrder).map((name, place) => [name, place]));
}
