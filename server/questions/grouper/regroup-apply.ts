import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { portionsOf } from '#lib/questions/grouping/portions.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { vectorToHex } from './bytes.ts';
import { AT_ONCE, lockTexts, PLACING_TIMEOUT_MS, placeTexts } from './locks.ts';
import type { Done, FoundGroup, FoundNeighbours } from './regroup-exchange.ts';
import { readRulingStamp } from './regroup-read.ts';

const worker = systemActor('grouper');
const ids = z.array(z.object({ id: z.number() }));
const turnRows = z.array(z.object({ id: z.number(), asked: z.number() }));
const leftRows = z.array(z.object({ id: z.number(), asked: z.number(), group: z.number() }));
const GROUPS_AT_ONCE = 200;
const GONE_AT_ONCE = 50;
/** A likeness that changed by less is left as it is written. */
const NOTABLE = 0.02;
/** At least so long do pages and ingest get between two portions. */
const LEAST_REST_MS = 20;

/** Somebody decided something meanwhile: what was found no longer holds. */
export class Superseded extends Error {
  override name = 'Superseded';
}

/** What a re-cluster came to, and the state of the rulings it was made by. */
export type Found = { groups: FoundGroup[]; done: Done; stamp: string };

/** Keeps neighbours of texts; those that are gone meanwhile are passed over. */
export async function storeNeighbours({ ids: texts, nearest }: FoundNeighbours): Promise<void> {
  const store = async (tx: Transaction) => {
    await lockTexts(tx);
    await tx.$executeRaw`
      insert into question_neighbours (text_id, nearest)
      select q.id, decode(t.nearest, 'hex') from unnest(${Array.from(texts)}::bigint[], ${nearest.map((one) => Buffer.from(one).toString('hex'))}::text[]) as t (id, nearest)
      join question_texts q on q.id = t.id
      on conflict (text_id) do update set nearest = excluded.nearest`;
  };
  await inTransaction(worker, store, { timeoutMs: PLACING_TIMEOUT_MS });
}

/**
 * Makes the tables as it was found: groups and spaces in one transaction, then texts portion by portion with their counts,
 * then what is dissolved. Texts that came or were moved meanwhile stay where they are. Not until all is done does a space say
 * that it is grouped, so that what stopped half-way is due again.
 * @returns how many texts moved
 * @throws Superseded when somebody decided something meanwhile
 */
export async function applyGroups(
  { groups, done, stamp }: Found,
  signal: AbortSignal,
  report: (done: number, total: number) => Promise<void>,
): Promise<number> {
  const groupIds = await inPortion((tx) => writeGroups(tx, groups, done, stamp));
  const texts = groups.flatMap((group, place) =>
    Array.from(group.texts, (id, at) => ({
      id,
      group: groupIds[place] ?? 0,
      likeness: group.likeness[at] ?? 0,
      nearest: group.nearest[at] === 0 ? null : (group.nearest[at] ?? null),
    })),
  );
  let moved = 0;
  let written = 0;
  for await (const portion of portionsToWrite(texts)) {
    signal.throwIfAborted();
    moved += await inPortion((tx) => writeTexts(tx, portion, stamp));
    written += portion.length;
    await report(written, texts.length);
  }
  for (let at = 0; at < done.gone.length; at += GONE_AT_ONCE) {
    const gone = done.gone.slice(at, at + GONE_AT_ONCE).map(({ id, into }) => ({ id, into: groupIds[into] ?? 0 }));
    for (let last = false; !last; ) {
      signal.throwIfAborted();
      last = await inPortion((tx) => dissolve(tx, gone, stamp));
    }
  }
  await inPortion((tx) => finish(tx, done));
  return moved;
}

/** One transaction; then pages and ingest get as long as it took. */
async function inPortion<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await inTransaction(worker, work, { timeoutMs: PLACING_TIMEOUT_MS });
  await sleep(Math.max(LEAST_REST_MS, performance.now() - began));
  return result;
}

/** Cut as their turns stand when each portion's time has come; a text that stays in its group costs none. */
async function* portionsToWrite(texts: readonly Placed[]): AsyncGenerator<Placed[]> {
  for (let at = 0; at < texts.length; at += AT_ONCE.texts) {
    const some = texts.slice(at, at + AT_ONCE.texts);
    const leaving = turnRows.parse(
      await prisma().$queryRaw`
        select q.id::float8 as id, q.asked::float8 as asked from unnest(${some.map(({ id }) => id)}::bigint[], ${some.map(({ group }) => group)}::bigint[]) as t (id, group_id)
        join question_texts q on q.id = t.id where q.group_id > 0 and q.group_id <> t.group_id`,
    );
    const turns = new Map(leaving.map((text) => [text.id, text.asked]));
    yield* portionsOf(
      some.map((text) => ({ ...text, asked: turns.get(text.id) ?? 0 })),
      AT_ONCE,
    );
  }
}

async function hold(tx: Transaction, stamp: string): Promise<void> {
  await lockTexts(tx);
  if ((await readRulingStamp(tx)) !== stamp) throw new Superseded('Somebody decided something meanwhile.');
}

/** @returns the id of each group, in their order */
async function writeGroups(
  tx: Transaction,
  groups: readonly FoundGroup[],
  { spaces }: Done,
  stamp: string,
): Promise<number[]> {
  await hold(tx, stamp);
  const made = ids.parse(
    await tx.$queryRaw`
      select nextval(pg_get_serial_sequence('public.question_groups', 'id'))::float8 as id
      from generate_series(1, ${groups.filter(({ id }) => id === null).length}::int)`,
  );
  const next = made.values();
  const all = groups.map((group) => ({ ...group, id: group.id ?? next.next().value?.id ?? 0 }));
  for (let at = 0; at < all.length; at += GROUPS_AT_ONCE) {
    const some = all.slice(at, at + GROUPS_AT_ONCE);
    await tx.$executeRaw`
      insert into question_groups as g (id, model, medoid_id, centroid, cohesion, mixed) overriding system value
      select t.id, t.model, t.medoid, decode(t.centroid, 'hex'), t.cohesion, t.mixed
      from unnest(${some.map(({ id }) => id)}::bigint[], ${some.map(({ model }) => model)}::text[], ${some.map(({ medoid }) => medoid)}::bigint[],
                  ${some.map(({ centroid }) => vectorToHex(centroid))}::text[], ${some.map(({ cohesion }) => cohesion)}::real[], ${some.map(({ mixed }) => mixed)}::boolean[])
        as t (id, model, medoid, centroid, cohesion, mixed)
      on conflict (id) do update set model = excluded.model, medoid_id = excluded.medoid_id, centroid = excluded.centroid, cohesion = excluded.cohesion, mixed = excluded.mixed`;
  }
  for (const { model, mean, texts } of spaces)
    await tx.$executeRaw`
      insert into question_spaces as s (model, mean, mean_texts, texts) values (${model}, decode(${vectorToHex(mean)}, 'hex'), ${texts}::int, 0)
      on conflict (model) do update set mean_texts = case when s.mean = excluded.mean then s.mean_texts else excluded.mean_texts end,
        mean = excluded.mean, texts = excluded.texts`;
  return all.map(({ id }) => id);
}

type Placed = { id: number; group: number; likeness: number; nearest: number | null };

async function writeTexts(tx: Transaction, texts: readonly Placed[], stamp: string): Promise<number> {
  await hold(tx, stamp);
  const wanted = texts.map(({ id }) => id);
  const moving = ids.parse(
    await tx.$queryRaw`
      select q.id::float8 as id from unnest(${wanted}::bigint[], ${texts.map(({ group }) => group)}::bigint[]) as t (id, group_id)
      join question_texts q on q.id = t.id where q.group_id > 0 and q.group_id <> t.group_id`,
  );
  const left = new Set(moving.map(({ id }) => id));
  const leaving = texts.filter(({ id }) => left.has(id));
  await placeTexts(
    tx,
    leaving.map(({ id }) => id),
    leaving.map(({ group }) => group),
  );
  await tx.$executeRaw`
    update question_embeddings e set likeness = t.likeness, nearest_id = t.nearest, placed_by = case when t.id = any (${[...left]}::bigint[]) or e.placed_by is null then 'batch' else e.placed_by end
    from unnest(${wanted}::bigint[], ${texts.map(({ likeness }) => likeness)}::real[], ${texts.map(({ nearest }) => nearest)}::bigint[]) as t (id, likeness, nearest)
    where e.text_id = t.id and (t.id = any (${[...left]}::bigint[]) or e.likeness is null or abs(e.likeness - t.likeness) > ${NOTABLE}::real or e.nearest_id is distinct from t.nearest)`;
  return left.size;
}

/**
 * Groups that lost their id lead on, when whatever texts still came into them have gone there, a portion at a time.
 * @returns whether that was the last portion
 */
async function dissolve(
  tx: Transaction,
  gone: readonly { id: number; into: number }[],
  stamp: string,
): Promise<boolean> {
  await hold(tx, stamp);
  const into = new Map(gone.map((one) => [one.id, one.into]));
  const texts = leftRows.parse(
    await tx.$queryRaw`
      select id::float8 as id, asked::float8 as asked, group_id::float8 as group from question_texts where group_id = any (${[...into.keys()]}::bigint[])
      order by id limit ${AT_ONCE.texts + 1}`,
  );
  const [portion = []] = portionsOf(texts, AT_ONCE);
  await placeTexts(
    tx,
    portion.map(({ id }) => id),
    portion.map(({ group }) => into.get(group) ?? group),
  );
  if (portion.length < texts.length) return false;
  await tx.$executeRaw`
    update question_groups g set merged_into = t.into, centroid = null, mixed = false
    from unnest(${gone.map(({ id }) => id)}::bigint[], ${gone.map((one) => one.into)}::bigint[]) as t (id, "into") where g.id = t.id`;
  return true;
}

/** A group all of whose texts are gone takes in no new ones, and the spaces are grouped. */
async function finish(tx: Transaction, { spaces }: Done): Promise<void> {
  await lockTexts(tx);
  await tx.$executeRaw`
    update question_groups g set centroid = null, mixed = false
    where g.id > 0 and g.centroid is not null and not g.pinned and g.kind = 'question' and not exists (select from question_texts q where q.group_id = g.id)`;
  await tx.$executeRaw`
    update question_spaces s set texts = t.texts, grouped_at = timezone('utc', now())
    from unnest(${spaces.map(({ model }) => model)}::text[], ${spaces.map(({ texts }) => texts)}::int[]) as t (model, texts) where s.model = t.model`;
}
