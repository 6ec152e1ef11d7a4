import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { IndexFacts } from '#lib/monitoring/storage/index-advice.ts';
import type { ServerFacts } from '#server/monitoring/probe.ts';
import { findDefinitions } from './definitions.ts';
import { findLocked } from './locked.ts';
import { findPartitions } from './partition-tree.ts';

const instant = z
  .date()
  .nullable()
  .transform((at) => at?.toISOString() ?? null);
const rowsSchema = z.array(
  z.object({
    id: z.number(),
    tableId: z.number(),
    table: z.string(),
    name: z.string(),
    bytes: z.number(),
    method: z.string(),
    keys: z.array(z.string()),
    included: z.array(z.string()),
    predicate: z.string().nullable(),
    isUnique: z.boolean(),
    nullsNotDistinct: z.boolean(),
    isImmediate: z.boolean(),
    inConstraint: z.boolean(),
    isValid: z.boolean(),
    isBuilding: z.boolean(),
    isPart: z.boolean(),
    isPartitioned: z.boolean(),
    servesKey: z.boolean(),
    scans: z.number(),
    lastScanAt: instant,
  }),
);

export type CatalogueIndex = Omit<IndexFacts, 'unusedSince' | 'scansThen' | 'ours'>;

const LAST_SCAN_VERSION = 160_000;

/**
 * Every index of a user's table that nobody holds exclusively. An index of a partitioned table counts with all its parts. What another
 * login builds is told without its table to who may not see it: then it may be any.
 */
export async function findIndexes(client: pg.ClientBase, server: ServerFacts): Promise<CatalogueIndex[]> {
  const lastScan = server.version >= LAST_SCAN_VERSION ? 'max(s.last_idx_scan)' : 'null::timestamptz';
  const { rows } = await client.query(
    `with recursive parts as (
       select indexrelid as root, indexrelid as part from pg_index
       union all select parts.root, h.inhrelid from parts join pg_inherits h on h.inhparent = parts.part
     ), used as (
       select p.root, sum(s.idx_scan)::float8 as scans, ${lastScan} as last_scan, sum(pg_relation_size(p.part))::float8 as bytes
       from parts p left join pg_stat_user_indexes s on s.indexrelid = p.part
       where not p.part = any($1::oid[]) group by p.root
     ), building as (
       select b.relid from pg_stat_progress_create_index b where b.datid = (select oid from pg_database where datname = current_database())
     )
     select c.oid::bigint::float8 as id, t.oid::bigint::float8 as "tableId", tn.nspname || '.' || t.relname as table, c.relname as name, coalesce(u.bytes, 0) as bytes, am.amname as method,
            (select coalesce(array_agg(format('%s %s %s %s', pg_get_indexdef(c.oid, k, false), i.indclass[k - 1], i.indcollation[k - 1], i.indoption[k - 1]) order by k), '{}')
             from generate_series(1, i.indnkeyatts) k) as keys,
            (select coalesce(array_agg(pg_get_indexdef(c.oid, k, false) order by k), '{}') from generate_series(i.indnkeyatts + 1, i.indnatts) k) as included,
            pg_get_expr(i.indpred, i.indrelid) as predicate, i.indisunique as "isUnique",
            i.indnullsnotdistinct as "nullsNotDistinct", i.indimmediate as "isImmediate",
            exists (select from pg_constraint k where k.conindid = c.oid) or i.indisreplident as "inConstraint",
            i.indisvalid as "isValid", exists (select from building b where b.relid = t.oid or b.relid is null) as "isBuilding",
            c.relispartition as "isPart", c.relkind = 'I' as "isPartitioned",
            i.indpred is null and exists (
              select from pg_constraint k where k.contype = 'f' and k.conrelid = t.oid and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey) as "servesKey",
            coalesce(u.scans, 0) as scans, u.last_scan as "lastScanAt"
     from pg_index i
     join pg_class c on c.oid = i.indexrelid join pg_am am on am.oid = c.relam
     join pg_class t on t.oid = i.indrelid join pg_namespace tn on tn.oid = t.relnamespace
     left join used u on u.root = i.indexrelid
     where t.relkind in ('r', 'm', 'p') and t.relpersistence <> 't' and tn.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
       and not c.oid = any($1::oid[]) and not t.oid = any($1::oid[])
     order by 3, 4 limit 5000`,
    [await findLocked(client)],
  );
  return withUnfinished(client, rowsSchema.parse(rows));
}

/** An index of a partitioned table is not valid until each partition has its own. */
async function withUnfinished(client: pg.ClientBase, rows: z.infer<typeof rowsSchema>): Promise<CatalogueIndex[]> {
  const broken = rows.filter(({ isPartitioned, isValid, isPart }) => isPartitioned && !isValid && !isPart);
  const definitions = broken.length === 0 ? new Map<number, string>() : await findDefinitions(client, broken);
  const trees = await findPartitions(
    client,
    broken.map(({ id, tableId }) => ({ table: tableId, index: id })),
  );
  return rows.map(({ id, tableId: _, ...index }) => {
    const definition = definitions.get(id);
    const partitions = trees[broken.findIndex((one) => one.id === id)];
    const isKnown = definition !== undefined && partitions !== undefined;
    return { ...index, unfinished: isKnown ? { definition, partitions } : null };
  });
}
