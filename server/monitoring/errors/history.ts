import 'server-only';
import { z } from 'zod';
import { deadlockSchema, type KeptDeadlocks } from '#lib/monitoring/errors/deadlock.ts';
import type { ErrorHistory, ErrorWindow, WatchedBy } from '#lib/monitoring/errors/history.ts';
import { MINUTE_MS, matterSchema, minuteOf } from '#lib/monitoring/errors/tally.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

const HOUR_MS = 60 * MINUTE_MS;
/** Matters of each kind: an outage alone makes hundreds of one, and they hide none of another. */
const MOST_ROWS = 200;
const MOST_DEADLOCKS = 50;

const rowsSchema = z.array(
  matterSchema.extend({
    failed: z.int(),
    total: z.int(),
    lastAt: z.string(),
    bars: z.array(z.object({ bar: z.int(), failed: z.int(), total: z.int() })),
  }),
);
const watchedSchema = z.array(z.object({ by: z.enum(['web', 'worker', 'server']), bar: z.int(), minutes: z.int() }));

/** What failed in the window that ends with the bar under way, and which minutes of it were watched. */
export async function findErrorHistory(actor: Actor, window: ErrorWindow, now: number): Promise<ErrorHistory> {
  requirePermission(actor, 'monitoring.read');
  const barMs = window.barMinutes * MINUTE_MS;
  // The first bar and the one under way are parts of one.
  const bars = (window.hours * 60) / window.barMinutes + 1;
  const from = (Math.floor(now / barMs) + 1 - bars) * barMs;
  const [origin, begin] = [from, minuteOf(now) - window.hours * HOUR_MS].map((at) => new Date(at).toISOString());
  // A job is one matter whatever it failed of; its last error stands for all.
  const rows = await prisma().$queryRaw`
    with cells as (
      select kind, name, place, case when kind = 'job' then '' else detail end as detail, pool,
             floor(extract(epoch from minute - ${origin}::timestamptz) / ${window.barMinutes * 60}::int)::int as bar,
             sum(failed)::int as failed, sum(total)::int as total, max(last_at) filter (where failed > 0) as last_at,
             (array_agg(detail order by last_at desc) filter (where failed > 0))[1] as last_detail
      from monitor.failures where minute >= ${begin}::timestamptz and kind <> 'seen'
      group by 1, 2, 3, 4, 5, 6)
    select * from (
      select kind, name, place, pool, (array_agg(last_detail order by last_at desc nulls last))[1] as detail,
             sum(failed)::int as failed, sum(total)::int as total,
             to_char(max(last_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "lastAt",
             jsonb_agg(jsonb_build_object('bar', bar, 'failed', failed, 'total', total) order by bar) filter (where failed > 0) as bars,
             row_number() over (partition by kind order by sum(failed) desc) as place_of_kind
      from cells group by kind, name, place, cells.detail, pool having sum(failed) > 0
    ) as matters where place_of_kind <= ${MOST_ROWS}::int order by failed desc`;
  const watched = await prisma().$queryRaw`
    select name as by, floor(extract(epoch from minute - ${origin}::timestamptz) / ${window.barMinutes * 60}::int)::int as bar,
           count(distinct minute)::int as minutes
    from monitor.failures where minute >= ${begin}::timestamptz and kind = 'seen' group by 1, 2`;
  return { from, bars, barMs, rows: rowsSchema.parse(rows), watched: watchedOf(watchedSchema.parse(watched), bars) };
}

/** The deadlocks of 72 hours, the newest first. One is seen where web, worker and the samples of sessions are. */
export async function findDeadlocks(actor: Actor): Promise<KeptDeadlocks> {
  requirePermission(actor, 'monitoring.read');
  const rows = await prisma().$queryRaw`
    select body from monitor.deadlocks where at > now() - interval '72 hours' order by at desc, id limit ${MOST_DEADLOCKS + 1}::int`;
  const watched = await prisma().$queryRaw`
    select count(*)::int as minutes from (
      select from monitor.failures where minute > now() - interval '72 hours' and kind = 'seen'
      group by minute having count(distinct name) = 3) as whole`;
  const [{ minutes }] = z.tuple([z.object({ minutes: z.int() })]).parse(watched);
  const deadlocks = z.array(z.object({ body: deadlockSchema })).parse(rows);
  return {
    deadlocks: deadlocks.slice(0, MOST_DEADLOCKS).map(({ body }) => body),
    more: deadlocks.length > MOST_DEADLOCKS,
    minutes,
  };
}

function watchedOf(rows: z.infer<typeof watchedSchema>, bars: number): ErrorHistory['watched'] {
  const of = (by: WatchedBy) =>
    Array.from({ length: bars }, (_, bar) => rows.find((row) => row.by === by && row.bar === bar)?.minutes ?? 0);
  return { web: of('web'), worker: of('worker'), server: of('server') };
}
