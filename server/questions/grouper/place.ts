import 'server-only';
import { z } from 'zod';
import type { SmallTalk } from '#lib/questions/small-talk.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { vectorToHex } from './bytes.ts';
import type { Centroids } from './centroids.ts';
import { lockTexts, placeTexts } from './locks.ts';
import type { Vectorized } from './vectorize.ts';

const worker = systemActor('grouper');
const ids = z.array(z.object({ id: z.coerce.number() }));
const ledOn = z.array(z.object({ from: z.coerce.number(), to: z.coerce.number() }));

export const SMALL_TALK_GROUPS: Readonly<Record<SmallTalk, number>> = { greeting: -1, thanks: -2, follow_up: -3 };

/** Where a text goes: into a group there is, or, by the index of `fresh`, into one that is made for it. */
export type Placement = {
  vectorized: Vectorized;
  group: { id: number } | { fresh: number };
  likeness: number;
  nearestId: number | null;
};
/** A new group begins with one text, which is its middle. */
export type Fresh = { model: string; medoid: number; centroid: Float32Array };

/** Puts small talk into its own groups. */
export async function placeSmallTalk(texts: readonly { id: number; kind: SmallTalk }[]): Promise<void> {
  if (texts.length === 0) return;
  const groups = texts.map(({ kind }) => SMALL_TALK_GROUPS[kind]);
  await inTransaction(worker, async (tx) => {
    await lockTexts(tx);
    await placeTexts(
      tx,
      texts.map(({ id }) => id),
      groups,
    );
  });
}

/**
 * Writes new groups, vectors and places in one transaction.
 * @returns false, with nothing written, when the spaces were set anew meanwhile
 */
export function placeOnline(
  placements: readonly Placement[],
  fresh: readonly Fresh[],
  centroids: Centroids,
): Promise<boolean> {
  return inTransaction(worker, async (tx) => {
    await lockTexts(tx);
    if (!(await spacesAreStill(tx, centroids))) return false;
    const present = await presentOf(tx, placements, fresh);
    const begun = fresh.filter((_, place) => present.some(({ group }) => 'fresh' in group && group.fresh === place));
    const made = new Map((await createGroups(tx, begun)).map((id, place) => [begun[place], id]));
    const to = await followMerges(
      tx,
      present.map(({ group }) => ('id' in group ? group.id : (made.get(fresh[group.fresh]) ?? 0))),
    );
    await placeTexts(
      tx,
      present.map(({ vectorized }) => vectorized.question.id),
      to,
    );
    await storeVectors(tx, present);
    return true;
  });
}

async function spacesAreStill(tx: Transaction, { stamps: { models, stamps } }: Centroids): Promise<boolean> {
  const changed = await tx.$queryRaw`
    select 1 as one from (select model, xmin::text as stamp from question_spaces) s
    full join unnest(${models}::text[], ${stamps}::text[]) as k (model, stamp) using (model) where s.stamp is distinct from k.stamp`;
  return Array.isArray(changed) && changed.length === 0;
}

/**
 * A text may have gone with its last turn since it was read. Those that were to follow it into a group of its own wait for the next
 * piece, so that no group begins with a question that is erased.
 */
async function presentOf(
  tx: Transaction,
  placements: readonly Placement[],
  fresh: readonly Fresh[],
): Promise<Placement[]> {
  const wanted = placements.map(({ vectorized }) => vectorized.question.id);
  const found = ids.parse(
    await tx.$queryRaw`select id::text as id from question_texts where id = any (${wanted}::bigint[]) and group_id = 0`,
  );
  const present = new Set(found.map(({ id }) => id));
  return placements.filter(
    ({ vectorized, group }) =>
      present.has(vectorized.question.id) && ('id' in group || present.has(fresh[group.fresh]?.medoid ?? 0)),
  );
}

async function createGroups(tx: Transaction, fresh: readonly Fresh[]): Promise<number[]> {
  if (fresh.length === 0) return [];
  const made = ids.parse(
    await tx.$queryRaw`
      with numbered as materialized (
        select f.*, nextval(pg_get_serial_sequence('public.question_groups', 'id')) as id
        from unnest(${fresh.map(({ model }) => model)}::text[], ${fresh.map(({ medoid }) => medoid)}::bigint[],
                    ${fresh.map(({ centroid }) => vectorToHex(centroid))}::text[]) with ordinality as f (model, medoid, centroid, place)
      ), made as (
        insert into question_groups (id, model, medoid_id, centroid, cohesion) overriding system value
        select id, model, medoid, decode(centroid, 'hex'), 1 from numbered
      )
      select id::text as id from numbered order by place`,
  );
  return made.map(({ id }) => id);
}

/** Where groups that were merged meanwhile lead on to; locks them, so that none is merged before its text is in it. */
async function followMerges(tx: Transaction, groups: readonly number[]): Promise<number[]> {
  const leads = new Map<number, number>();
  for (let left = [...new Set(groups)]; left.length > 0; ) {
    const steps = ledOn.parse(
      await tx.$queryRaw`
        select id::text as from, merged_into::text as to
        from (select id, merged_into from question_groups where id = any (${left}::bigint[]) order by id for share) g where merged_into is not null`,
    );
    for (const { from, to } of steps) leads.set(from, to);
    left = steps.map(({ to }) => to);
  }
  return groups.map((group) => {
    let at = group;
    for (let next = leads.get(at); next !== undefined; next = leads.get(at)) at = next;
    return at;
  });
}

async function storeVectors(tx: Transaction, placements: readonly Placement[]): Promise<void> {
  if (placements.length === 0) return;
  await tx.$executeRaw`
    insert into question_embeddings (text_id, model, form, vector, likeness, nearest_id, placed_by)
    select t.id, t.model, decode(t.form, 'hex'), decode(t.vector, 'hex'), t.likeness, t.nearest, 'online'
    from unnest(${placements.map(({ vectorized }) => vectorized.question.id)}::bigint[], ${placements.map(({ vectorized }) => vectorized.model)}::text[],
                ${placements.map(({ vectorized }) => vectorized.form)}::text[], ${placements.map(({ vectorized }) => vectorToHex(vectorized.vector))}::text[],
                ${placements.map(({ likeness }) => likeness)}::real[], ${placements.map(({ nearestId }) => nearestId)}::bigint[])
      as t (id, model, form, vector, likeness, nearest)
    on conflict (text_id) do update set model = excluded.model, form = excluded.form, vector = excluded.vector, likeness = excluded.likeness,
      nearest_id = excluded.nearest_id, placed_by = excluded.placed_by`;
}
