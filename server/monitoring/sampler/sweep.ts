import 'server-only';
import { z } from 'zod';
import { lettingGoUntil } from '#lib/monitoring/replay/cap.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { getSettings } from '#server/core/settings/settings.ts';

const GIB = 1_024 ** 3;
const RAW_HOURS = 72;
const KEPT_DAYS = 400;
const DELETED_AT_ONCE = 20_000;
/** What a row takes beside its body: head, kind, instant, and its place in the index. */
const ROW_BYTES = 100;

/** The parts that have samples, each found by one step in the index. */
const KINDS = `with recursive kinds as (
  (select kind from monitor.samples order by kind limit 1)
  union all select (select s.kind from monitor.samples s where s.kind > k.kind order by s.kind limit 1) from kinds k where k.kind is not null)`;

const overSchema = z.object({ rest: z.number() });
const hourSchema = z.array(z.object({ at: z.date(), bytes: z.number() }));

/**
 * Lets go of what is past its time: samples and minutes after 72 hours, hours, incidents and changes after 400 days. Then of the oldest
 * samples while the monitor's tables take more than the settings let them.
 */
export async function sweepSamples(now = new Date()): Promise<void> {
  const before = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  await deleteSamplesBefore(before(RAW_HOURS));
  await mainPool().query('delete from monitor.summaries where grain = 1 and at < $1', [before(RAW_HOURS)]);
  await mainPool().query('delete from monitor.summaries where grain = 60 and at < $1', [before(KEPT_DAYS * 24)]);
  await mainPool().query('delete from monitor.incidents where ended_at < $1', [before(KEPT_DAYS * 24)]);
  await mainPool().query('delete from monitor.changes where to_at < $1', [before(KEPT_DAYS * 24)]);
  await measureHours(now);
  await keepWithinCap(now);
}

/** Notes what the samples of each hour take that is over, once. Values are not read for it, only how long each is stored. */
async function measureHours(now: Date): Promise<void> {
  await mainPool().query(
    `${KINDS}, hours as (
       select generate_series(date_trunc('hour', $1::timestamptz - make_interval(hours => ${RAW_HOURS}), 'UTC'), date_trunc('hour', $1::timestamptz, 'UTC') - interval '1 hour', interval '1 hour') as at
     ), open as (
       select h.at from hours h left join monitor.summaries s on s.grain = 60 and s.at = h.at where s.bytes is null
     )
     insert into monitor.summaries as s (grain, at, bytes)
     select 60, o.at, coalesce(sum(pg_column_size(x.body) + ${ROW_BYTES}), 0)
     from open o cross join (select kind from kinds where kind is not null) k
     left join monitor.samples x on x.kind = k.kind and x.at >= o.at and x.at < o.at + interval '1 hour'
     group by o.at having count(x.at) > 0
     on conflict (grain, at) do update set bytes = excluded.bytes`,
    [now],
  );
}

/** Lets go of the oldest hours while samples and everything else of the monitor's take more than they may; never of the last two. */
async function keepWithinCap(now: Date): Promise<void> {
  const cap = (await getSettings()).monitoringCapGb * GIB;
  const hours = hourSchema.parse(
    (
      await mainPool().query(
        'select at, bytes::float8 as bytes from monitor.summaries where grain = 60 and bytes > 0 and at >= $1 order by at',
        [new Date(now.getTime() - (RAW_HOURS + 1) * 3_600_000)],
      )
    ).rows,
  );
  const { rest } = overSchema.parse(
    (
      await mainPool().query(
        `select coalesce(sum(pg_total_relation_size(c.oid)) filter (where c.relname <> 'samples'), 0)::float8 as rest
         from pg_class c where c.relnamespace = 'monitor'::regnamespace and c.relkind in ('r', 'm')`,
      )
    ).rows[0],
  );
  const until = lettingGoUntil(hours, rest, cap);
  if (until === null) return;
  await deleteSamplesBefore(until);
  await mainPool().query('update monitor.summaries set bytes = 0 where grain = 60 and at < $1 and bytes > 0', [until]);
}

async function deleteSamplesBefore(until: Date): Promise<void> {
  for (;;) {
    const { rowCount } = await mainPool().query(
      `delete from monitor.samples where ctid = any (array(${KINDS}
         select s.ctid from kinds k cross join lateral (select ctid from monitor.samples s where s.kind = k.kind and s.at < $1 limit $2) as s))`,
      [until, DELETED_AT_ONCE],
    );
    if ((rowCount ?? 0) < DELETED_AT_ONCE) return;
  }
}
