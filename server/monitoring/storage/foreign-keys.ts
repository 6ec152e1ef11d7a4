import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { BareKey } from '#lib/monitoring/storage/index-advice.ts';
import { findPartitions } from './partition-tree.ts';

const rowsSchema = z.array(
  z.object({
    table: z.string(),
    tableId: z.number(),
    name: z.string(),
    target: z.string(),
    columns: z.array(z.string()),
    list: z.string(),
    rows: z.number(),
    isPartitioned: z.boolean(),
  }),
);

/** Foreign keys whose columns begin no index of their table, by the rows that each delete in the other table has to read. */
export async function findBareKeys(client: pg.ClientBase): Promise<BareKey[]> {
  const { rows } = await client.query(
    `select tn.nspname || '.' || t.relname as table, t.oid::bigint::float8 as "tableId", k.conname as name, fn.nspname || '.' || f.relname as target,
            (select array_agg(a.attname::text order by n.place) from unnest(k.conkey) with ordinality n (number, place)
             join pg_attribute a on a.attrelid = t.oid and a.attnum = n.number) as columns,
            (select string_agg(quote_ident(a.attname), ', ' order by n.place) from unnest(k.conkey) with ordinality n (number, place)
             join pg_attribute a on a.attrelid = t.oid and a.attnum = n.number) as list,
            greatest(0, case when t.relkind = 'p' then
              (select coalesce(sum(greatest(0, p.reltuples)), 0) from pg_inherits h join pg_class p on p.oid = h.inhrelid where h.inhparent = t.oid)
              else t.reltuples end)::float8 as rows, t.relkind = 'p' as "isPartitioned"
     from pg_constraint k join pg_class t on t.oid = k.conrelid join pg_namespace tn on tn.oid = t.relnamespace
     join pg_class f on f.oid = k.confrelid join pg_namespace fn on fn.oid = f.relnamespace
     where k.contype = 'f' and k.conparentid = 0 and not exists (
       select from pg_index i where i.indrelid = t.oid and i.indisvalid and i.indpred is null
         and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)
     order by rows desc limit 100`,
  );
  const keys = rowsSchema.parse(rows);
  const parted = keys.filter(({ isPartitioned }) => isPartitioned);
  const trees = await findPartitions(
    client,
    parted.map(({ tableId }) => ({ table: tableId, index: null })),
  );
  return keys.map(({ isPartitioned, tableId, ...key }) => ({
    ...key,
    partitions: isPartitioned ? (trees[parted.findIndex((one) => one.tableId === tableId)] ?? []) : null,
  }));
}
