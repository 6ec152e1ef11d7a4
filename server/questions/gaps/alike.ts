import 'server-only';
import { z } from 'zod';
import { placesOf, type Whereabouts } from '#lib/questions/gaps/alike.ts';
import type { GapRow } from '#lib/questions/gaps/gap.ts';
import type { Database } from '#server/core/db/prisma.ts';
import { vectorFrom } from '#server/questions/grouper/bytes.ts';

const liesSchema = z.array(
  z.object({
    gap: z.string(),
    model: z.string(),
    mean: z.instanceof(Uint8Array),
    texts: z.int(),
    centred: z.boolean(),
  }),
);

/**
 * Open gaps in the order of their places: those that ask one thing stand together, under the one that ranks highest.
 * @param ranks of the rows, in their order
 */
export async function inPlaces(db: Database, rows: readonly GapRow[], ranks: readonly number[]): Promise<GapRow[]> {
  const lies = await readWhereabouts(
    db,
    rows.map(({ id }) => id),
  );
  const places = placesOf(rows.map(({ id }, at) => ({ id, rank: ranks[at] ?? 0, lies: lies.get(id) ?? null })));
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

/** Where the cores of gaps lie; those without one are left out. */
async function readWhereabouts(db: Database, gaps: readonly string[]): Promise<Map<string, Whereabouts>> {
  if (gaps.length < 2) return new Map();
  const rows = await db.$queryRaw`
    select k.gap_id::text as gap, k.model, k.mean, cardinality(k.texts) as texts,
           exists (select from question_spaces s where s.model = k.model) as centred
    from question_gap_cores k join question_gaps p on p.id = k.gap_id and p.group_id = k.group_id
    where k.gap_id = any (${gaps}::bigint[]) and k.mean is not null and k.model is not null`;
  return new Map(liesSchema.parse(rows).map(({ gap, mean, ...rest }) => [gap, { ...rest, mean: vectorFrom(mean) }]));
}
