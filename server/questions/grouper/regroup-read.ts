import 'server-only';
import { z } from 'zod';
import { FEWEST, isMeanStale } from '#lib/questions/grouping/due.ts';
import { mainPool } from '#server/core/db/pool.ts';
import type { Database } from '#server/core/db/prisma.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { vectorFrom } from './bytes.ts';
import type { TextsOrder } from './regroup-exchange.ts';

/** Texts of a model that are grouped anew, the most asked; the others stay where they are. */
const MOST = 100_000;
const READ_AT_ONCE = 500;

const modelRows = z.array(
  z.object({
    model: z.string(),
    texts: z.coerce.number(),
    mean: z.instanceof(Uint8Array).nullable(),
    meanTexts: z.number().nullable(),
    grouped: z.number().nullable(),
  }),
);

/** A model with enough texts in groups: how many now and at the last re-cluster, and the mean to keep, null to set it anew. */
export type Model = { model: string; texts: number; grouped: number; mean: Float32Array | null };

export async function readModels(most = MOST): Promise<Model[]> {
  const { rows } = await mainPool().query(
    `
    select m.model, least(m.texts, $1) as texts, s.mean, s.mean_texts as "meanTexts", s.texts as grouped
    from (select e.model, count(*) as texts from question_embeddings e join question_texts q on q.id = e.text_id where q.group_id > 0 group by 1) m
    left join question_spaces s on s.model = m.model where m.texts >= $2 order by m.model`,
    [most, FEWEST],
  );
  return modelRows.parse(rows).map(({ model, texts, grouped, mean, meanTexts }) => ({
    model,
    texts,
    grouped: grouped ?? 0,
    mean: mean === null || isMeanStale(texts, meanTexts ?? 0) ? null : vectorFrom(mean),
  }));
}

const textRows = z.array(
  z.object({
    id: z.coerce.number(),
    asked: z.coerce.number(),
    group: z.coerce.number(),
    vector: z.instanceof(Uint8Array),
    nearest: z.instanceof(Uint8Array).nullable(),
  }),
);

/**
 * The texts of a model with their vectors and stored neighbours, portion by portion in the order of their ids: the most
 * asked ones, of equally asked ones the oldest, as many as `readModels` counts.
 */
export async function* readTexts(model: string, most = MOST): AsyncGenerator<TextsOrder> {
  const last = await readLast(model, most);
  for (let after = 0; ; ) {
    const { rows } = await mainPool().query(
      `select q.id, q.asked, q.group_id as group, e.vector, n.nearest
       from question_embeddings e join question_texts q on q.id = e.text_id left join question_neighbours n on n.text_id = e.text_id
       where e.model = $1 and q.group_id > 0 and (q.asked > $2 or (q.asked = $2 and q.id <= $3)) and e.text_id > $4 order by e.text_id limit $5`,
      [model, last.asked, last.id, after, READ_AT_ONCE],
    );
    const texts = textRows.parse(rows);
    const latest = texts.at(-1);
    if (latest === undefined) return;
    after = latest.id;
    const dims = latest.vector.length / Float32Array.BYTES_PER_ELEMENT;
    const vectors = new Float32Array(texts.length * dims);
    for (const [place, { vector }] of texts.entries()) vectors.set(vectorFrom(vector), place * dims);
    yield {
      kind: 'texts',
      model,
      dims,
      ids: Float64Array.from(texts, ({ id }) => id),
      asked: Float64Array.from(texts, ({ asked }) => asked),
      groups: Float64Array.from(texts, ({ group }) => group),
      vectors,
      nearest: texts.map(({ nearest }) => Uint8Array.from(nearest ?? [])),
    };
  }
}

type Last = { asked: number; id: number };

/** The last text that counts, by how often it was asked and then by its id; one that none comes after when all count. */
async function readLast(model: string, most: number): Promise<Last> {
  const { rows } = await mainPool().query(
    `select q.asked, q.id from question_embeddings e join question_texts q on q.id = e.text_id
     where e.model = $1 and q.group_id > 0 order by q.asked desc, q.id offset $2 limit 1`,
    [model, most - 1],
  );
  const [last] = z.array(z.object({ asked: z.coerce.number(), id: z.coerce.number() })).parse(rows);
  return last ?? { asked: -1, id: 0 };
}

const keptRows = z.array(z.object({ id: z.number() }));

/** Groups that keep their id whatever happens: what is pinned, named or marked as no question. */
export async function readPinned(): Promise<number[]> {
  const kept = await prisma().$queryRaw`
    select id::float8 as id from question_groups where id > 0 and (pinned or name is not null or kind = 'not_question') and merged_into is null`;
  return keptRows.parse(kept).map(({ id }) => id);
}

const stampRow = z.tuple([z.object({ stamp: z.string() })]);

/** Changes whenever somebody decides something or takes it back. */
export async function readRulingStamp(db: Database): Promise<string> {
  const [{ stamp }] = stampRow.parse(
    await db.$queryRaw`select count(*) || '/' || count(undone_at) as stamp from question_rulings`,
  );
  return stamp;
}
