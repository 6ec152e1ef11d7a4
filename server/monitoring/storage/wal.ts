import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { slotsSchema, walSchema } from '#lib/monitoring/storage/sample.ts';
import type { Reading } from '#server/monitoring/probe.ts';
import { blind } from './matter.ts';

const SHOWN = 10;
const slotRows = z.array(
  z.object({
    name: z.string(),
    active: z.boolean(),
    retainedBytes: z.number().nullable(),
    walStatus: z.string().nullable(),
  }),
);
const rightRow = z.tuple([z.object({ allowed: z.boolean(), login: z.string() })]);
const walRow = z.tuple([z.object({ bytes: z.number(), files: z.number() })]);

/** Replication slots, and how much of the write-ahead log each keeps from being removed. */
export async function readSlots(client: pg.ClientBase): Promise<Reading<z.infer<typeof slotsSchema>>> {
  const { rows } = await client.query(
    `select slot_name::text as name, active, wal_status as "walStatus",
            pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_receive_lsn() else pg_current_wal_lsn() end, restart_lsn)::float8 as "retainedBytes"
     from pg_replication_slots order by "retainedBytes" desc nulls last, slot_name limit 1000`,
  );
  const slots = slotRows.parse(rows);
  return { ok: true, value: { rows: slots.slice(0, SHOWN), count: slots.length } };
}

/** What the write-ahead log takes; a right of pg_monitor. */
export async function readWal(client: pg.ClientBase): Promise<Reading<z.infer<typeof walSchema>>> {
  const asked = await client.query(
    `select has_function_privilege('pg_catalog.pg_ls_waldir()', 'execute') as allowed, quote_ident(current_user) as login`,
  );
  const [{ allowed, login }] = rightRow.parse(asked.rows);
  if (!allowed)
    return blind(
      'The monitor’s login may not list the write-ahead log.',
      'How much of the disk it takes is not known.',
      `GRANT pg_monitor TO ${login};`,
    );
  const { rows } = await client.query(
    'select coalesce(sum(size), 0)::float8 as bytes, count(*)::float8 as files from pg_ls_waldir()',
  );
  const [value] = walRow.parse(rows);
  return { ok: true, value };
}
