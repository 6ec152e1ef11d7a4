import 'server-only';
import { z } from 'zod';
import { changeTitle } from '#lib/monitoring/changes/words.ts';
import { type SpanName, stretchOf } from '#lib/monitoring/replay/params.ts';
import {
  filledStrip,
  type Strip,
  type StripChange,
  type StripIncident,
  type StripPoint,
} from '#lib/monitoring/replay/strip.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { findChanges } from '#server/monitoring/changes/list.ts';

const MOST_INCIDENTS = 1_000;
const MOST_CHANGES = 400;

const figure = z.number().nullable();
const pointsSchema = z.array(
  z.object({
    at: z.number(),
    active: figure,
    waiting: figure,
    blocked: figure,
    poolOut: figure,
    poolMost: figure,
    poolWaiting: figure,
    redisState: figure,
    hitRate: figure,
    verdict: figure,
    troubleAt: figure,
  }),
);
const incidentsSchema = z.array(
  z.object({
    id: z.string(),
    from: z.number(),
    to: z.number().nullable(),
    severity: z.enum(['warn', 'crit']),
    sentence: z.string(),
  }),
);

/** The picture of a stretch up to now, with what was told in it and what changed. */
export type Picture = { strip: Strip; incidents: StripIncident[]; changes: StripChange[] };

/** The strip of that stretch: buckets of what each minute or hour came to, never the samples themselves. */
export async function getPicture(actor: Actor, span: SpanName, now = new Date()): Promise<Picture> {
  requirePermission(actor, 'monitoring.read');
  const stretch = stretchOf(span, now.getTime());
  const [points, incidents, changes] = await Promise.all([
    readPoints(stretch),
    findIncidentsOf(stretch.from),
    findChanges(actor, { from: new Date(stretch.from), most: MOST_CHANGES }),
  ]);
  return {
    strip: filledStrip(stretch, points),
    incidents,
    changes: changes.map((change) => ({ at: Date.parse(change.toAt), label: changeTitle(change) })),
  };
}

/** What each bucket of `step` minutes came to, by rows of `grain` minutes; buckets without a row are left out. */
export async function readPoints({
  from,
  to,
  step,
  grain,
}: {
  from: number;
  to: number;
  step: number;
  grain: number;
}): Promise<StripPoint[]> {
  const { rows } = await mainPool().query(
    `select extract(epoch from date_bin(make_interval(mins => $3), at, $1))::float8 * 1000 as at, max(active) as active, max(waiting) as waiting, max(blocked) as blocked,
       max(pool_out) as "poolOut", max(pool_most) as "poolMost", max(pool_waiting) as "poolWaiting", max(redis_state) as "redisState", min(hit_rate)::float8 as "hitRate",
       max(verdict) as verdict, extract(epoch from (array_agg(trouble_at order by trouble desc, trouble_at) filter (where trouble > 0))[1])::float8 * 1000 as "troubleAt"
     from monitor.summaries where grain = $4 and at >= $1 and at < $2 group by 1 order by 1`,
    [new Date(from), new Date(to), step, grain],
  );
  return pointsSchema.parse(rows).map(({ troubleAt, ...point }) => ({
    ...point,
    troubleAt: troubleAt === null ? null : Math.ceil(troubleAt / 1_000) * 1_000,
  }));
}

async function findIncidentsOf(from: number): Promise<StripIncident[]> {
  const { rows } = await mainPool().query(
    `with seen as (
       select id from (select id, told_at from monitor.incidents where told_at >= $1
         union all select id, told_at from monitor.incidents where told_at < $1 and ended_at >= $1
         union all select id, told_at from monitor.incidents where told_at < $1 and ended_at is null) as all_seen
       order by told_at desc, id desc limit ${MOST_INCIDENTS})
     select i.id::text, extract(epoch from told_at)::float8 * 1000 as from, extract(epoch from ended_at)::float8 * 1000 as to, severity, cause ->> 'sentence' as sentence
     from monitor.incidents i join seen using (id) order by told_at desc, i.id desc`,
    [new Date(from)],
  );
  return incidentsSchema.parse(rows);
}
