import 'server-only';
import { z } from 'zod';
import type { Matcher } from '#server/core/erasure/matcher.ts';
import { inOwnTransaction, withConnection } from '#server/core/erasure/session.ts';
import type { ErasureStore, Held, Taken, Work } from '#server/core/erasure/store.ts';

const tables = ['public.question_groups', 'public.question_rulings'];
const foundRow = z.tuple([z.object({ count: z.coerce.number(), examples: z.array(z.string()).nullable() })]);
const placeSchema = z.object({ names: z.int() });

/** The names that people gave to groups, now and before. Of the questions themselves a group holds ids alone. */
export const questionGroupStore: ErasureStore = { name: 'question groups', tables, find: findNames, erase: eraseNames };

const GIVEN = `(select name from question_groups where name is not null union all
  select before->>'name' from question_rulings where before->>'name' is not null) t (name)`;

function findNames({ pattern, holds, excerpt }: Matcher): Promise<Held> {
  return withConnection(async (client) => {
    if (pattern === null) return { counts: { names: 0 }, examples: [] };
    const { rows } = await client.query(
      `select count(*) as count, (array_agg(${excerpt('t.name', '$1')}))[1:3] as examples from ${GIVEN} where ${holds('t.name', '$1')}`,
      [pattern],
    );
    const [{ count, examples }] = foundRow.parse(rows);
    return { counts: { names: count }, examples: examples ?? [] };
  });
}

/** A group whose name goes shows its most typical question. Of one that has no text left the middle goes, too. */
async function eraseNames({ pattern, holds }: Matcher, work: Work): Promise<Taken> {
  const place = placeSchema.nullable().parse(work.place) ?? { names: 0 };
  const emptied = await inOwnTransaction(work.actorTag, async (client) => {
    // Whoever decides about groups holds it, and may be writing a name of before into a row that the statement would not see.
    await client.query("select pg_advisory_xact_lock(hashtext('switchboard.question_texts_compact'))");
    if (pattern !== null) {
      const groups = await client.query(
        `update question_groups g set name = null, version = g.version + 1 where ${holds('g.name', '$1')}`,
        [pattern],
      );
      const rulings = await client.query(
        `update question_rulings r set before = r.before || '{"name": null}' where ${holds("r.before->>'name'", '$1')}`,
        [pattern],
      );
      place.names += (groups.rowCount ?? 0) + (rulings.rowCount ?? 0);
    }
    const empty = await client.query(
      `update question_groups g set centroid = null, medoid_id = null
       where g.centroid is not null and not exists (select from question_texts q where q.group_id = g.id)`,
    );
    await work.savePlace(client, place);
    return empty.rowCount ?? 0;
  });
  return { counts: { names: place.names }, tables: place.names + emptied > 0 ? tables : [] };
}
