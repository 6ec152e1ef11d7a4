import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { StoredTable } from '#lib/monitoring/storage/whole-tables.ts';
import { findLocked } from './locked.ts';
import { isLockTimeout } from './matter.ts';

const instant = z
  .date()
  .nullable()
  .transform((at) => at?.toISOString() ?? null);
const rowsSchema = z.array(
  z.object({
    name: z.string(),
    parent: z.string().nullable(),
    bytes: z.number().nullable(),
    toastBytes: z.number().nullable(),
    indexBytes: z.number().nullable(),
    estimate: z.number(),
    rows: z.number(),
    dead: z.number(),
    vacuumedAt: instant,
    analyzedAt: instant,
    vacuumDue: z.boolean(),
  }),
);

/**
 * Every table of the database's users, and every partition, with its size as `pg_total_relation_size` says. One that somebody holds exclusively is not
 * waited for: it keeps the size it had, or gets the estimate of the catalogue.
 * @param known sizes as they were last seen
 */
export async function findTables(
  client: pg.ClientBase,
  known: ReadonlyMap<string, StoredTable>,
): Promise<StoredTable[]> {
  const rows = await readTables(client).catch(async (error: unknown) => {
    // Locked between the look at the locks and the look at the size: the second look knows.
    if (!isLockTimeout(error)) throw error;
    await client.query('rollback to savepoint monitor_matter');
    return readTables(client);
  });
  return rows.map(({ bytes, toastBytes, indexBytes, estimate, ...row }) => {
    if (bytes !== null)
      return { ...row, bytes, toastBytes: toastBytes ?? 0, indexBytes: indexBytes ?? 0, locked: false };
    const before = known.get(row.name);
    return {
      ...row,
      bytes: before?.bytes ?? estimate,
      toastBytes: before?.toastBytes ?? 0,
      indexBytes: before?.indexBytes ?? 0,
      locked: true,
    };
  });
}

/** `autovacuum_vacuum_max_threshold` is new in 18, where it bounds the rest unless it is -1 (documentation, 24.1.6). */
async function readTables(client: pg.ClientBase) {
  const locked = await findLocked(client);
  const { rows } = await client.query(
    `with tables as materialized (
       select c.oid as id, n.nspname || '.' || c.relname as name, c.reltoastrelid as toast, c.reloptions, c.reltuples,
              c.oid = any($1::oid[]) as locked,
              (select pn.nspname || '.' || p.relname from pg_class p join pg_namespace pn on pn.oid = p.relnamespace
               where c.relispartition and p.oid = pg_partition_root(c.oid) and p.oid <> c.oid) as parent,
              (c.relpages + coalesce((select sum(x.relpages) from pg_index i join pg_class x on x.oid = i.indexrelid where i.indrelid = c.oid), 0)
                + coalesce((select x.relpages from pg_class x where x.oid = c.reltoastrelid), 0))::float8 * current_setting('block_size')::int as estimate
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'm') and c.relpersistence <> 't' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_toast%' and n.nspname not like 'pg\\_temp%'
     )
     select t.name, t.parent, t.estimate,
            case when not t.locked then pg_total_relation_size(t.id)::float8 end as bytes,
            case when not t.locked then coalesce(pg_total_relation_size(nullif(t.toast, 0)), 0)::float8 end as "toastBytes",
            case when not t.locked then pg_indexes_size(t.id)::float8 end as "indexBytes",
            case when s.n_live_tup > 0 or greatest(s.last_analyze, s.last_autoanalyze) is not null then s.n_live_tup else greatest(t.reltuples, 0) end::float8 as rows, coalesce(s.n_dead_tup, 0)::float8 as dead,
            greatest(s.last_vacuum, s.last_autovacuum) as "vacuumedAt", greatest(s.last_analyze, s.last_autoanalyze) as "analyzedAt",
            coalesce(s.n_dead_tup, 0) > least(
              coalesce(nullif(coalesce(o.max_threshold, current_setting('autovacuum_vacuum_max_threshold', true)::float8), -1), 'infinity'),
              coalesce(o.threshold, current_setting('autovacuum_vacuum_threshold')::float8)
                + coalesce(o.scale, current_setting('autovacuum_vacuum_scale_factor')::float8) * greatest(t.reltuples, 0)) as "vacuumDue"
     from tables t
     left join pg_stat_user_tables s on s.relid = t.id
     left join lateral (
       select max(option_value) filter (where option_name = 'autovacuum_vacuum_threshold')::float8 as threshold,
              max(option_value) filter (where option_name = 'autovacuum_vacuum_scale_factor')::float8 as scale,
              max(option_value) filter (where option_name = 'autovacuum_vacuum_max_threshold')::float8 as max_threshold
       from pg_options_to_table(t.reloptions)
     ) o on true
     order by bytes desc nulls first, t.name limit 5000`,
    [locked],
  );
  return rowsSchema.parse(rows);
}
