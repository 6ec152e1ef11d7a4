import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { Partition } from '#lib/monitoring/storage/create-index.ts';

const rowsSchema = z.array(
  z.object({
    place: z.number(),
    table: z.string(),
    parent: z.string(),
    isPartitioned: z.boolean(),
    attached: z.object({ index: z.string(), isValid: z.boolean() }).nullable(),
  }),
);

/**
 * All partitions below each of these tables, every one after that above it.
 * @param of ids of tables, each with that of an index of it whose parts are looked for; null where it has yet to be made
 */
export async function findPartitions(
  client: pg.ClientBase,
  of: readonly { table: number; index: number | null }[],
): Promise<Partition[][]> {
  if (of.length === 0) return [];
  const { rows } = await client.query(
    `with recursive tree as (
       select place, 0 as depth, null::oid as parent, table_id::oid as id, index_id::oid as index
       from unnest($1::bigint[], $2::bigint[]) with ordinality as g (table_id, index_id, place)
       union all
       select tree.place, tree.depth + 1, tree.id, h.inhrelid,
              (select i.indexrelid from pg_index i join pg_inherits ih on ih.inhrelid = i.indexrelid where i.indrelid = h.inhrelid and ih.inhparent = tree.index)
       from tree join pg_inherits h on h.inhparent = tree.id and not h.inhdetachpending
     )
     select (tree.place - 1)::float8 as place, n.nspname || '.' || t.relname as table, pn.nspname || '.' || p.relname as parent,
            t.relkind = 'p' as "isPartitioned",
            case when x.oid is not null then json_build_object('index', n.nspname || '.' || x.relname, 'isValid', i.indisvalid) end as attached
     from tree join pg_class t on t.oid = tree.id join pg_namespace n on n.oid = t.relnamespace
     join pg_class p on p.oid = tree.parent join pg_namespace pn on pn.oid = p.relnamespace
     left join pg_class x on x.oid = tree.index left join pg_index i on i.indexrelid = x.oid
     order by 1, tree.depth, 2`,
    [of.map(({ table }) => table), of.map(({ index }) => index)],
  );
  const found = rowsSchema.parse(rows).map(({ place, ...partition }) => ({ place, partition }));
  return of.map((_, at) => found.filter(({ place }) => place === at).map(({ partition }) => partition));
}
