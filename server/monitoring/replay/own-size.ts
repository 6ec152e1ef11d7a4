import 'server-only';
import { z } from 'zod';
import { MONITOR } from '#lib/monitoring/own-connections.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { getSettings } from '#server/core/settings/settings.ts';

const GIB = 1_024 ** 3;

const rowSchema = z.object({
  bytes: z.number(),
  samples: z.number(),
  perDay: z.number().nullable(),
  oldest: z.date().nullable(),
  share: z.number().nullable(),
  connections: z.number(),
});

/** What monitoring itself takes. */
export type OwnSize = {
  /** All tables of the monitor's with their indexes, on disk; and what of these its samples are. */
  bytes: number;
  samplesBytes: number;
  capBytes: number;
  /** What the samples of a day take, by the last 24 hours that are over; null before the first is. */
  bytesADay: number | null;
  /** The oldest sample there is, ISO 8601 in UTC. */
  oldest: string | null;
  /** Of the time that statements took in the last 24 hours, the share of those that watch the server, 0 to 1; null where it is not seen. */
  share: number | null;
  /** Of its own to this database at this moment. */
  connections: number;
};

/** What monitoring takes of the disk, of the server's time and of its connections. */
export async function getOwnSize(actor: Actor): Promise<OwnSize> {
  requirePermission(actor, 'monitoring.read');
  const [{ rows }, settings] = await Promise.all([
    mainPool().query(
      `select (select coalesce(sum(pg_total_relation_size(oid)), 0)::float8 from pg_class where relnamespace = 'monitor'::regnamespace and relkind in ('r', 'm')) as bytes,
         pg_total_relation_size('monitor.samples')::float8 as samples,
         (select (sum(bytes) * 24 / count(*))::float8 from monitor.summaries where grain = 60 and bytes > 0 and at >= now() - interval '25 hours') as "perDay",
         (select min(at) from monitor.samples where kind = 'sessions') as oldest,
         (select (sum(d.ms) filter (where s.watching) / nullif(sum(d.ms), 0))::float8 from monitor.statement_deltas d left join monitor.statements s on s.id = d.statement
          where d.grain = 60 and d.at >= now() - interval '24 hours' and not coalesce(s.nested, false)) as share,
         (select count(*)::int from pg_stat_activity where application_name = $1 and datname = current_database()) as connections`,
      [MONITOR],
    ),
    getSettings(),
  ]);
  const { bytes, samples, perDay, oldest, share, connections } = rowSchema.parse(rows[0]);
  return {
    bytes,
    samplesBytes: samples,
    capBytes: settings.monitoringCapGb * GIB,
    bytesADay: perDay,
    oldest: oldest?.toISOString() ?? null,
    share,
    connections,
  };
}
