import 'server-only';
import type { Deadlock } from '#lib/monitoring/errors/deadlock.ts';
import { mainPool } from '#server/core/db/pool.ts';
import type { Entry } from '#server/monitoring/errors/ledger.ts';

const KEPT_HOURS = 72;
const SWEPT_AT_ONCE = 50_000;

/** Writes minutes; one written before is replaced, so that a minute may be written as often as it grows. */
export async function writeFailures(entries: readonly Entry[]): Promise<void> {
  const rows = entries.flatMap(({ process, minute, tallies }) =>
    tallies.map((tally) => ({ ...tally, process, minute: new Date(minute), lastAt: new Date(tally.lastAt) })),
  );
  if (rows.length === 0) return;
  await mainPool().query(
    `insert into monitor.failures (minute, process, kind, name, place, detail, pool, failed, total, last_at)
     select (r ->> 'minute')::timestamptz, r ->> 'process', r ->> 'kind', r ->> 'name', r ->> 'place', r ->> 'detail', r ->> 'pool',
            (r ->> 'failed')::int, (r ->> 'total')::int, (r ->> 'lastAt')::timestamptz
     from jsonb_array_elements($1::jsonb) as r
     on conflict (minute, process, kind, name, place, detail, pool) do update
       set failed = excluded.failed, total = excluded.total, last_at = excluded.last_at`,
    [JSON.stringify(rows)],
  );
}

/** Writes deadlocks as far as they are known by now; what was known of one before a restart is not lost to what is known after it. */
export async function writeDeadlocks(deadlocks: readonly Deadlock[]): Promise<void> {
  if (deadlocks.length === 0) return;
  await mainPool().query(
    `insert into monitor.deadlocks (id, at, body)
     select r ->> 'id', (r ->> 'at')::timestamptz, r from jsonb_array_elements($1::jsonb) as r
     on conflict (id) do update set body = excluded.body
       where jsonb_array_length(excluded.body -> 'parties') >= jsonb_array_length(monitor.deadlocks.body -> 'parties')`,
    [JSON.stringify(deadlocks)],
  );
}

/** Removes what is older than 72 hours. */
export async function sweepFailures(): Promise<void> {
  await mainPool().query(
    `delete from monitor.failures where ctid = any (array(
       select ctid from monitor.failures where minute < now() - make_interval(hours => $1) order by minute limit $2))`,
    [KEPT_HOURS, SWEPT_AT_ONCE],
  );
  await mainPool().query('delete from monitor.deadlocks where at < now() - make_interval(hours => $1)', [KEPT_HOURS]);
}
