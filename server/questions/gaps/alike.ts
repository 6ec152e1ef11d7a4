import 'server-only';
import { z } from 'zod';
import { MOSTLY_FAILS, placesOf, type Whereabouts } from '#lib/questions/gaps/alike.ts';
import type { GapRow } from '#lib/questions/gaps/gap.ts';
import type { Database } from '#server/core/db/prisma.ts';
import { vectorFrom } from '#server/questions/grouper/bytes.ts';

/** Past so many texts their number changes next to nothing. */
const MOST_TEXTS = 100;

const liesSchema = z.array(
  z.object({
    group: z.string(),
    model: z.string(),
    centroid: z.instanceof(Uint8Array),
    cohesion: z.number(),
    texts: z.int(),
  }),
);

/**
 * Open gaps in the order of their places: those that ask one thing stand together, under the one that ranks highest.
 * @param ranks of the rows, in their order
 */
export async function inPlaces(db: Database, rows: readonly GapRow[], ranks: readonly number[]): Promise<GapRow[]> {
  const lies = await readWhereabouts(
    db,
    rows.filter(({ failing }) => (failing ?? 0) >= MOSTLY_FAILS).map(({ groupId }) => groupId),
  );
  const places = placesOf(
    rows.map(({ id, groupId, failing }, at) => ({
      id,
      rank: ranks[at] ?? 0,
      failing,
      lies: lies.get(groupId) ?? null,
    })),
  );
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  return places.flatMap(([lead, ...others]) => {
    const below = others.flatMap((id) => rowOf.get(id) ?? []);
    const first = lead === undefined ? undefined : rowOf.get(lead);
    if (first === undefined) return [];
    const sessions = below.reduce((sum, row) => sum + row.sessions, first.sessions);
    const alike = below.length === 0 ? null : { gaps: below.length, sessions };
    return [{ ...first, alike }, ...below.map((row) => ({ ...row, under: first.id }))];
  });
}

/** Where groups lie; those without a middle are left out. */
async function readWhereabouts(db: Database, groups: readonly string[]): Promise<Map<string, Whereabouts>> {
  if (groups.length < 2) return new Map();
  const rows = await db.$queryRaw`
    select g.id::text as group, g.model, g.centroid, g.cohesion::float8 as cohesion,
           (select count(*) from (select from question_texts q where q.group_id = g.id limit ${MOST_TEXTS}) q)::int as texts
    from question_groups g where g.id = any (${groups}::bigint[]) and g.centroid is not null and g.model is not null and g.cohesion is not null`;
  return new Map(
    liesSchema
      .parse(rows)
      .filter(({ texts }) => texts > 0)
      .map(({ group, centroid, ...rest }) => [group, { ...rest, centroid: vectorFrom(centroid) }]),
  );
}
