import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import { findLocked } from './locked.ts';

const rowsSchema = z.array(z.object({ id: z.number(), definition: z.string() }));

/** Definitions of indexes by their ids, as `monitor.present_indexes` has them; not of a table that somebody holds exclusively, which would have to be waited for. */
export async function findDefinitions(
  client: pg.ClientBase,
  indexes: readonly { id: number }[],
): Promise<Map<number, string>> {
  const { rows } = await client.query(
    `select i.indexrelid::bigint::float8 as id,
            case when k.oid is not null then format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, t.relname, k.conname, pg_get_constraintdef(k.oid))
                 else replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') end as definition
     from pg_index i join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace
     left join pg_constraint k on k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x')
     where i.indexrelid = any($1::oid[]) and not i.indexrelid = any($2::oid[])`,
    [indexes.map(({ id }) => id), await findLocked(client)],
  );
  return new Map(rowsSchema.parse(rows).map(({ id, definition }) => [id, definition]));
}
