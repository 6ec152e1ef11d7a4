import 'server-only';
import { z } from 'zod';
import { portrait } from '#lib/questions/grouping/portrait.ts';
import { Space } from '#lib/questions/grouping/space.ts';
import type { Moved } from '#lib/questions/rulings/decision.ts';
import type { Database } from '#server/core/db/prisma.ts';

const CORE = 5;

/** The texts of a group, the most asked first. */
export type Members = {
  texts: { id: number; asked: number; by: Moved['by'] }[];
  /** Where those lie that have a vector of the model that most of them have; null when none has one. */
  model: string | null;
  space: Space;
  places: Map<number, number>;
};

const memberRow = z.object({
  id: z.number().int(),
  asked: z.number(),
  by: z.enum(['online', 'batch', 'person']).nullable(),
  model: z.string().nullable(),
  vector: z.instanceof(Uint8Array).nullable(),
});

export async function readMembers(db: Database, group: number): Promise<Members> {
  const rows = z.array(memberRow).parse(
    await db.$queryRaw`
      select q.id::float8 as id, q.asked::float8 as asked, e.placed_by as by, e.model, e.vector
      from question_texts q left join question_embeddings e on e.text_id = q.id
      where q.group_id = ${group}::bigint order by q.asked desc, q.id`,
  );
  const byModel = Map.groupBy(rows, ({ model }) => model);
  byModel.delete(null);
  const [most] = [...byModel].sort(([, a], [, b]) => b.length - a.length);
  const [model = null, embedded = []] = most ?? [];
  const vectors = embedded.flatMap(({ id, vector }) => (vector === null ? [] : [{ id, vector: floatsOf(vector) }]));
  const space = new Space(await meanOf(db, model, vectors[0]?.vector.length ?? 0), vectors.length);
  const places = new Map(vectors.map(({ id, vector }) => [id, space.add(vector)]));
  return { texts: rows.map(({ id, asked, by }) => ({ id, asked, by })), model, space, places };
}

/** What is taken away from every vector of the model; nothing before its first re-cluster. */
async function meanOf(db: Database, model: string | null, dims: number): Promise<Float32Array> {
  const rows = await db.$queryRaw`select mean from question_spaces where model = ${model}`;
  const [row] = z.array(z.object({ mean: z.instanceof(Uint8Array) })).parse(rows);
  const mean = row === undefined ? new Float32Array(0) : floatsOf(row.mean);
  return mean.length === dims ? mean : new Float32Array(dims);
}

/** Stored as float32, little endian; copied, since a view needs its bytes at a multiple of four. */
function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

export type Features = {
  medoid: number | null;
  core: number[];
  centroid: Float32Array | null;
  cohesion: number | null;
  mixed: boolean;
};

/** What stands for some members. Without vectors it is what is asked most. @param texts the ids of those meant */
export function featuresOf({ texts, space, places }: Members, among: ReadonlySet<number>): Features {
  const meant = texts.filter(({ id }) => among.has(id));
  const placed = meant.flatMap(({ id, asked }) => {
    const place = places.get(id);
    return place === undefined ? [] : [{ id, asked, place }];
  });
  if (placed.length === 0) {
    const core = meant.slice(0, CORE).map(({ id }) => id);
    return { medoid: core[0] ?? null, core, centroid: null, cohesion: null, mixed: false };
  }
  const ofPlace = new Map(placed.map((one) => [one.place, one]));
  const { medoid, core, centroid, cohesion, mixed } = portrait(
    space,
    [...ofPlace.keys()],
    (place) => ofPlace.get(place)?.asked ?? 0,
  );
  const idOf = (place: number) => ofPlace.get(place)?.id ?? 0;
  return { medoid: idOf(medoid), core: core.map(idOf), centroid, cohesion, mixed };
}

/** Draws the portraits of groups anew; one without texts keeps its last, and greetings and the like have none. */
export async function updateFeatures(db: Database, groups: Iterable<number>): Promise<void> {
  for (const group of groups) {
    if (group <= 0) continue;
    const members = await readMembers(db, group);
    if (members.texts.length === 0) continue;
    const { medoid, centroid, cohesion, mixed } = featuresOf(members, new Set(members.texts.map(({ id }) => id)));
    const bytes = centroid === null ? null : new Uint8Array(centroid.buffer, centroid.byteOffset, centroid.byteLength);
    await db.$executeRaw`
      update question_groups set medoid_id = ${medoid}::bigint, model = ${members.model}, centroid = ${bytes}::bytea, cohesion = ${cohesion}::real, mixed = ${mixed}
      where id = ${group}::bigint`;
  }
}
