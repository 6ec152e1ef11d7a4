import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { Hold, Locks } from '#lib/monitoring/locks/locks.ts';
import { conflict, lockModes } from '#lib/monitoring/locks/modes.ts';
import { isoOf } from './instant.ts';

/** pg_blocking_pids stops the lock manager for an instant each, and the chains behind so many repeat themselves. */
const MOST_WAITS = 60;

const rowsSchema = z.array(
  z.object({
    object: z.string(),
    kind: z.string(),
    relation: z.string().nullable(),
    /** The table of the row that it waits for, where it waits for the transaction that has it. */
    row: z.string().nullable(),
    pid: z.int(),
    mode: z.enum(lockModes),
    granted: z.boolean(),
    since: z.iso.datetime().nullable(),
    blockers: z.array(z.int()).nullable(),
    savepoints: z.boolean(),
    waiting: z.int(),
  }),
);
type Row = z.infer<typeof rowsSchema>[number];

/**
 * Who waits for a lock in this database, and who has it or stands before. One snapshot of pg_locks; a parallel worker counts as its leader, a
 * prepared transaction as its own number below zero, which its locks share by what they are held under. Call it only when somebody waits: reading pg_locks holds up whoever takes a lock.
 */
export async function readLocks(client: pg.ClientBase): Promise<Locks> {
  const { rows } = await client.query(`
    with taken as materialized (select * from pg_locks where mode <> 'SIReadLock'),
    prepared as materialized (
      select own.virtualtransaction as under, -(x.transaction::text::float8) as party
      from taken as own join pg_prepared_xacts as x on x.transaction = own.transactionid
      where own.pid is null and own.locktype = 'transactionid'),
    locks as materialized (
      select l.*, coalesce(a.leader_pid, l.pid, prepared.party, 0) as party, a.datname = current_database() as here,
             row(l.locktype, l.database, l.relation, l.page, l.tuple, l.virtualxid, l.transactionid, l.classid, l.objid, l.objsubid)::text as object,
             case when l.database in (0, (select oid from pg_database where datname = current_database()))
                  then l.relation::regclass::text end as name
      from taken as l left join pg_stat_activity as a on a.pid = l.pid
      left join prepared on l.pid is null and prepared.under = l.virtualtransaction),
    waits as materialized (
      select distinct on (party) * from locks where not granted and here order by party, waitstart nulls last),
    shown as materialized (select * from waits order by waitstart nulls last limit ${MOST_WAITS})
    select object, locktype as kind, name as relation, null as row, party as pid, mode, granted, null as since,
           null as blockers, (select count(*) from locks as own where own.pid = locks.pid and own.granted
             and own.locktype = 'transactionid' and own.mode = 'ExclusiveLock') > 1 as savepoints,
           (select count(*)::int from waits) as waiting
    from locks where granted and object in (select object from shown)
    union all
    select object, locktype, name,
           (select own.name from locks as own where own.pid = shown.pid and own.granted and own.locktype = 'tuple' limit 1),
           party, mode, granted, ${isoOf('waitstart')}, pg_blocking_pids(pid),
           (select count(*) from locks as own where own.pid = shown.pid and own.granted
             and own.locktype = 'transactionid' and own.mode = 'ExclusiveLock') > 1,
           (select count(*)::int from waits)
    from shown`);
  return toLocks(rowsSchema.parse(rows));
}

function toLocks(rows: readonly Row[]): Locks {
  const ids = new Map([...new Set(rows.map(({ object }) => object))].map((object, id) => [object, id]));
  const idOf = ({ object }: Row) => ids.get(object) ?? -1;
  const holds = rows
    .filter(({ granted }) => granted)
    .map((row): Hold => ({ pid: row.pid, object: idOf(row), mode: row.mode }));
  const waits = rows
    .filter(({ granted }) => !granted)
    .map((row) => {
      const { pid, mode, since } = row;
      const object = idOf(row);
      const before = (row.blockers ?? []).flatMap((one) => (one === 0 ? preparedBefore({ object, mode }, holds) : one));
      return { pid, object, mode, since, blockers: [...new Set(before)].filter((one) => one !== pid) };
    });
  const inTheWay = (hold: Hold) =>
    waits.some((wait) => wait.object === hold.object && wait.pid !== hold.pid && conflict(wait.mode, hold.mode));
  return {
    objects: [...ids.values()].map((id) => {
      const same = rows.filter((row) => idOf(row) === id);
      return { id, kind: same[0]?.kind ?? '', name: wordsOf(same) };
    }),
    waits,
    holds: holds.filter(inTheWay),
    savepoints: [...new Set(rows.filter(({ savepoints }) => savepoints).map(({ pid }) => pid))],
    moreWaits: Math.max(0, (rows[0]?.waiting ?? 0) - waits.length),
  };
}

/** Postgres calls all prepared transactions 0: those are meant that hold what is waited for; 0 where none is seen to. */
function preparedBefore({ object, mode }: Omit<Hold, 'pid'>, holds: readonly Hold[]): number[] {
  const pids = holds.filter((hold) => hold.pid < 0 && hold.object === object && conflict(mode, hold.mode));
  return pids.length === 0 ? [0] : pids.map(({ pid }) => pid);
}

function wordsOf(rows: readonly Row[]): string {
  const table = rows.find(({ relation, row }) => relation !== null || row !== null);
  const name = table?.row ?? table?.relation;
  switch (rows[0]?.kind) {
    case 'relation':
      return name ?? 'a table of another database';
    case 'tuple':
    case 'transactionid':
      return name === undefined || name === null ? 'a row it has written' : `a row of ${name}`;
    case 'virtualxid':
      return 'its whole transaction';
    case 'advisory':
      return 'an advisory lock';
    case 'extend':
      return `the end of ${name ?? 'a table'}`;
    default:
      return `a lock of kind ${rows[0]?.kind}`;
  }
}
