import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { pendingListsSchema } from '#lib/monitoring/storage/sample.ts';
import type { Reading } from '#server/monitoring/probe.ts';
import { findLocked } from './locked.ts';
import { blind } from './matter.ts';

const SHOWN = 8;
/** Each costs the read of one page. */
const LOOKED_AT = 60;
const BLINDS = 'How much waits outside of the text indexes, which slows every search, is not known.';

const extensionSchema = z.array(z.object({ schema: z.string(), allowed: z.boolean(), login: z.string() }));
const rowsSchema = z.array(
  z.object({
    table: z.string(),
    parent: z.string().nullable(),
    index: z.string(),
    bytes: z.number(),
    rows: z.number(),
    limitBytes: z.number(),
  }),
);

/** What waits in the pending lists of GIN indexes, as `pgstatginindex` says; a right of pg_stat_scan_tables. */
export async function readPendingLists(client: pg.ClientBase): Promise<Reading<z.infer<typeof pendingListsSchema>>> {
  const asked = await client.query(
    `select quote_ident(n.nspname) as schema, has_function_privilege(p.oid, 'execute') as allowed, quote_ident(current_user) as login
     from pg_extension e join pg_namespace n on n.oid = e.extnamespace
     join pg_proc p on p.pronamespace = n.oid and p.proname = 'pgstatginindex' where e.extname = 'pgstattuple'`,
  );
  const [extension] = extensionSchema.parse(asked.rows);
  if (extension === undefined)
    return blind('The extension pgstattuple is not made in this database.', BLINDS, 'CREATE EXTENSION pgstattuple;');
  if (!extension.allowed)
    return blind(
      'The monitor’s login may not ask pgstattuple.',
      BLINDS,
      `GRANT pg_stat_scan_tables TO ${extension.login};`,
    );
  const { rows } = await client.query(
    `with gin as materialized (
       select c.oid as id, c.relname as index, tn.nspname || '.' || t.relname as table, c.reloptions,
              (select pn.nspname || '.' || p.relname from pg_inherits h join pg_class p on p.oid = h.inhparent join pg_namespace pn on pn.oid = p.relnamespace
               where h.inhrelid = t.oid and t.relispartition limit 1) as parent
       from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am am on am.oid = c.relam and am.amname = 'gin'
       join pg_class t on t.oid = i.indrelid join pg_namespace tn on tn.oid = t.relnamespace
       where c.relkind = 'i' and c.relpersistence <> 't' and i.indisvalid and not c.oid = any($1::oid[]) order by c.relpages desc limit $2
     )
     select g.table, g.parent, g.index, p.pending_pages::float8 * current_setting('block_size')::int as bytes, p.pending_tuples::float8 as rows,
            1024.0::float8 * coalesce((select option_value::int from pg_options_to_table(g.reloptions) where option_name = 'gin_pending_list_limit'),
                              (select setting::int from pg_settings where name = 'gin_pending_list_limit')) as "limitBytes"
     from gin g cross join lateral ${extension.schema}.pgstatginindex(g.id::regclass) p
     order by bytes desc, g.index`,
    [await findLocked(client), LOOKED_AT],
  );
  const lists = rowsSchema.parse(rows);
  return {
    ok: true,
    value: {
      rows: lists.slice(0, SHOWN),
      count: lists.length,
      totalBytes: lists.reduce((sum, { bytes }) => sum + bytes, 0),
    },
  };
}
