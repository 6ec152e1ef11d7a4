import 'server-only';
import { z } from 'zod';
import { JOINS, JOINS_UNCENTRED } from '#lib/questions/grouping/assign.ts';
import { Middles } from '#lib/questions/grouping/middles.ts';
import { placeAround } from '#lib/questions/grouping/vectors.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { vectorFrom } from './bytes.ts';

const stampRow = z.tuple([z.object({ stamp: z.string() })]);
const listed = z.array(z.object({ id: z.coerce.number(), stamp: z.string() }));
const read = z.array(
  z.object({
    id: z.coerce.number(),
    stamp: z.string(),
    model: z.string(),
    medoid: z.coerce.number().nullable(),
    centroid: z.instanceof(Uint8Array),
  }),
);
const means = z.array(z.object({ model: z.string(), stamp: z.string(), mean: z.instanceof(Uint8Array) }));

type Known = { stamp: string; model: string; medoid: number | null };
export type Nearest = { id: number; cosine: number; medoid: number | null };

const LIVE = `centroid is not null and merged_into is null and kind in ('question', 'not_question')`;
const READ_AT_ONCE = 500;

/**
 * The middles of all groups and the means of their spaces, in memory: 1.5 kB a group. `sync` reads what changed since, by the
 * transaction that wrote each row.
 */
export class Centroids {
  readonly #groups = new Map<number, Known>();
  readonly #middles = new Map<string, Middles>();
  #means = new Map<string, { stamp: string; mean: Float32Array }>();
  #stamp = '';

  /** Takes in groups and means that others changed. */
  async sync(): Promise<void> {
    const { rows } = await mainPool().query(`
      select (select count(*) || '/' || coalesce(sum(xmin::text::bigint), 0) from question_groups where ${LIVE}) || ' ' ||
             (select coalesce(string_agg(xmin::text, '/' order by model), '') from question_spaces) as stamp`);
    const [{ stamp }] = stampRow.parse(rows);
    if (stamp === this.#stamp) return;
    await this.#readMeans();
    await this.#readGroups();
    this.#stamp = stamp;
  }

  /** The row versions of the means in use: a writer makes sure that they are still those. */
  get stamps(): { models: string[]; stamps: string[] } {
    return { models: [...this.#means.keys()], stamps: [...this.#means.values()].map(({ stamp }) => stamp) };
  }

  /** Where a vector lies in the space of its model. */
  place(model: string, vector: Float32Array): Float32Array {
    return placeAround(this.#means.get(model)?.mean ?? new Float32Array(vector.length), vector);
  }

  /** The groups that placed vectors of a model join, in step; null where one is near none. */
  nearest(model: string, placed: readonly Float32Array[]): (Nearest | null)[] {
    const found = this.#middles.get(model)?.nearest(placed, this.joins(model)) ?? placed.map(() => null);
    return found.map((near) => near && { ...near, medoid: this.#groups.get(near.id)?.medoid ?? null });
  }

  joins(model: string): number {
    return this.#means.has(model) ? JOINS : JOINS_UNCENTRED;
  }

  async #readMeans(): Promise<void> {
    const { rows } = await mainPool().query('select model, xmin::text as stamp, mean from question_spaces');
    this.#means = new Map(
      means.parse(rows).map(({ model, stamp, mean }) => [model, { stamp, mean: vectorFrom(mean) }]),
    );
  }

  async #readGroups(): Promise<void> {
    const { rows } = await mainPool().query(`select id, xmin::text as stamp from question_groups where ${LIVE}`);
    const live = new Map(listed.parse(rows).map(({ id, stamp }) => [id, stamp]));
    for (const id of this.#groups.keys()) if (!live.has(id)) this.#forget(id);
    const changed = [...live].filter(([id, stamp]) => this.#groups.get(id)?.stamp !== stamp).map(([id]) => id);
    for (let at = 0; at < changed.length; at += READ_AT_ONCE) {
      const some = await mainPool().query(
        `select id, xmin::text as stamp, model, medoid_id as medoid, centroid from question_groups
         where id = any ($1::bigint[]) and model is not null and ${LIVE}`,
        [changed.slice(at, at + READ_AT_ONCE)],
      );
      for (const group of read.parse(some.rows)) this.#take(group);
    }
  }

  #take({ id, stamp, model, medoid, centroid }: z.infer<typeof read>[number]): void {
    if (this.#groups.get(id)?.model !== model) this.#forget(id);
    const middle = vectorFrom(centroid);
    const middles = this.#middles.get(model) ?? new Middles(middle.length);
    middles.set(id, middle);
    this.#middles.set(model, middles);
    this.#groups.set(id, { stamp, model, medoid });
  }

  #forget(id: number): void {
    const group = this.#groups.get(id);
    if (group !== undefined) this.#middles.get(group.model)?.delete(id);
    this.#groups.delete(id);
  }
}
