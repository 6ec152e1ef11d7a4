import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import { horizonOf, type OldestView, oldestViewSchema } from '#lib/monitoring/storage/horizon.ts';
import type { Rates } from '#lib/monitoring/storage/rate.ts';
import type { horizonSchema, wraparoundSchema } from '#lib/monitoring/storage/sample.ts';
import type { Reading } from '#server/monitoring/probe.ts';
import { blind } from './matter.ts';

/** Transaction numbers are compared within a half of their 32 bits. */
const IDS = 2 ** 31;

const hiddenRow = z.tuple([z.object({ hidden: z.number(), login: z.string() })]);
const holderRows = z.array(oldestViewSchema);
const wrapRow = z.tuple([
  z.object({
    xidDatabase: z.string(),
    xidAge: z.number(),
    multixactDatabase: z.string(),
    multixactAge: z.number(),
    nextXid: z.number(),
    nextMultixact: z.number(),
    freezeMaxAge: z.number(),
  }),
]);

/** The oldest transaction whose view must be kept, so that no vacuum removes what died since, and who holds it. */
export async function readHorizon(client: pg.ClientBase): Promise<Reading<z.infer<typeof horizonSchema>>> {
  const asked = await client.query(
    `select count(*)::float8 as hidden, quote_ident(current_user) as login from pg_stat_activity
     where not pg_has_role(usesysid, 'usage') and not pg_has_role('pg_read_all_stats', 'usage')
       and (datid is null or datname = current_database())`,
  );
  const [{ hidden, login }] = hiddenRow.parse(asked.rows);
  if (hidden > 0)
    return blind(
      `The monitor’s login may not see what ${hidden} sessions of others hold.`,
      'Who keeps dead rows from being removed is not known.',
      `GRANT pg_read_all_stats TO ${login};`,
    );
  return { ok: true, value: horizonOf(await findOldestView(client)) };
}

/**
 * Who needs the oldest rows of this database: sessions of others count for theirs alone, one that is only just connecting for
 * none yet, and vacuum gives way to itself. A session that has written but runs nothing holds by its own transaction; what a
 * slot keeps of the catalogue is no row of a table.
 */
export async function findOldestView(client: pg.ClientBase): Promise<OldestView | null> {
  const { rows } = await client.query(
    `select * from (
       select greatest(age(backend_xid), age(backend_xmin))::float8 as age,
              format('the session %s of %s', pid, coalesce(nullif(application_name, ''), nullif(backend_type, 'client backend'), usename)) as who,
              extract(epoch from clock_timestamp() - xact_start)::float8 as seconds
       from pg_stat_activity
       where coalesce(backend_xid, backend_xmin) is not null and pid <> pg_backend_pid()
         and (datname = current_database() or (datid is null and backend_type <> 'client backend'))
         and not pid in (select pid from pg_stat_progress_vacuum)
       union all
       select age(xmin), format('the replication slot %s', slot_name), null from pg_replication_slots where xmin is not null
       union all
       select age(transaction), format('the prepared transaction %s', gid), extract(epoch from clock_timestamp() - prepared)
       from pg_prepared_xacts where database = current_database()
     ) as holders order by age desc, seconds desc nulls last limit 1`,
  );
  return holderRows.parse(rows)[0] ?? null;
}

/** How far the oldest unfrozen transaction and multixact are from the end of their numbers, and in how many days they reach it if nothing is frozen. */
export async function readWraparound(
  client: pg.ClientBase,
  rates: Rates,
  now: Date,
): Promise<Reading<z.infer<typeof wraparoundSchema>>> {
  const { rows } = await client.query(
    `select x.datname::text as "xidDatabase", age(x.datfrozenxid)::float8 as "xidAge", m.datname::text as "multixactDatabase", mxid_age(m.datminmxid)::float8 as "multixactAge",
            pg_snapshot_xmax(pg_current_snapshot())::text::float8 as "nextXid", mxid_age('1'::xid)::float8 as "nextMultixact",
            current_setting('autovacuum_freeze_max_age')::float8 as "freezeMaxAge"
     from (select datname, datfrozenxid from pg_database order by age(datfrozenxid) desc limit 1) x,
          (select datname, datminmxid from pg_database order by mxid_age(datminmxid) desc limit 1) m`,
  );
  const [row] = wrapRow.parse(rows);
  return {
    ok: true,
    value: {
      xid: {
        database: row.xidDatabase,
        age: row.xidAge,
        daysLeft: rates.daysLeft('xid', row.nextXid, IDS - row.xidAge, now),
      },
      multixact: {
        database: row.multixactDatabase,
        age: row.multixactAge,
        daysLeft: rates.daysLeft('multixact', row.nextMultixact, IDS - row.multixactAge, now),
      },
      freezeMaxAge: row.freezeMaxAge,
    },
  };
}
