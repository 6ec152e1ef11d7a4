import 'server-only';
import type pg from 'pg';
import { z } from 'zod';

const rowsSchema = z.array(z.object({ id: z.number() }));

/**
 * Relations that somebody holds, or waits to hold, exclusively: whoever asks for their size or their definition waits behind that lock.
 * A table counts with its indexes and its TOAST. What a prepared transaction holds is no session's: its lock has no pid.
 */
export async function findLocked(client: pg.ClientBase): Promise<number[]> {
  const { rows } = await client.query(`
    with held as (
      select distinct relation as id from pg_locks
      where locktype = 'relation' and mode = 'AccessExclusiveLock' and pid is distinct from pg_backend_pid()
        and database in (0, (select oid from pg_database where datname = current_database()))
    ), tables as (
      select coalesce(i.indrelid, h.id) as id from held h left join pg_index i on i.indexrelid = h.id
    ), owners as (
      select coalesce(t.oid, tables.id) as id from tables left join pg_class t on t.reltoastrelid = tables.id and tables.id <> 0
    )
    select id::bigint::float8 as id from owners
    union select i.indexrelid::bigint::float8 from owners o join pg_index i on i.indrelid = o.id
    union select c.reltoastrelid::bigint::float8 from owners o join pg_class c on c.oid = o.id where c.reltoastrelid <> 0`);
  return rowsSchema.parse(rows).map(({ id }) => id);
}
