import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { Symptoms } from '#lib/monitoring/server/sample.ts';
import type { ServerFacts } from '#server/monitoring/probe.ts';

const HOUR_MS = 3_600_000;
const RECENT_MS = 60_000;
/** From 17 on checkpoints have a view of their own. */
const CHECKPOINTER_SINCE = 170_000;

const rowSchema = z.tuple([
  z.object({
    tempFiles: z.coerce.number(),
    tempBytes: z.coerce.number(),
    checkpointsTimed: z.coerce.number(),
    checkpointsRequested: z.coerce.number(),
    walBuffersFull: z.coerce.number(),
    blocksRead: z.coerce.number(),
    blocksHit: z.coerce.number(),
    connections: z.coerce.number(),
    room: z.coerce.number(),
  }),
]);
type Row = z.infer<typeof rowSchema>[0];
type Counts = { at: number; startedAt: string; row: Row };

/** Counts what speaks for or against a setting, over the last hour and the last minutes, as far as this process has watched. */
export class SymptomWatch {
  #seen: Counts[] = [];

  async read(
    client: pg.ClientBase,
    { version, startedAt }: ServerFacts,
    now: number,
  ): Promise<{ symptoms: Symptoms; recent: Symptoms }> {
    const { rows } = await client.query(sqlFor(version));
    const [row] = rowSchema.parse(rows);
    const newest = { at: now, startedAt, row };
    const kept = this.#seen.filter((one) => now - one.at <= HOUR_MS && !isSetBack(one, newest));
    this.#seen = [...kept, newest];
    const recent = this.#seen.findLast(({ at }) => now - at >= RECENT_MS) ?? this.#seen[0] ?? newest;
    return { symptoms: this.#between(this.#seen[0] ?? newest, newest), recent: this.#between(recent, newest) };
  }

  #between(older: Counts, newer: Counts): Symptoms {
    const [a, b] = [older.row, newer.row];
    const inBetween = this.#seen.filter(({ at }) => at >= older.at);
    return {
      seconds: Math.round((newer.at - older.at) / 1_000),
      tempFiles: b.tempFiles - a.tempFiles,
      tempBytes: b.tempBytes - a.tempBytes,
      checkpointsTimed: b.checkpointsTimed - a.checkpointsTimed,
      checkpointsRequested: b.checkpointsRequested - a.checkpointsRequested,
      walBuffersFull: b.walBuffersFull - a.walBuffersFull,
      blocksRead: b.blocksRead - a.blocksRead,
      blocksHit: b.blocksHit - a.blocksHit,
      connectionsMost: Math.max(...inBetween.map(({ row }) => row.connections)),
      connectionsRoom: b.room,
    };
  }
}

/** Counters began anew: the server restarted, or its statistics were reset. */
function isSetBack(older: Counts, newer: Counts): boolean {
  const [a, b] = [older.row, newer.row];
  return (
    older.startedAt !== newer.startedAt ||
    b.tempFiles < a.tempFiles ||
    b.blocksHit < a.blocksHit ||
    b.blocksRead < a.blocksRead ||
    b.checkpointsTimed < a.checkpointsTimed ||
    b.checkpointsRequested < a.checkpointsRequested ||
    b.walBuffersFull < a.walBuffersFull
  );
}

function sqlFor(version: number): string {
  const checkpoints =
    version >= CHECKPOINTER_SINCE
      ? 'select num_timed as timed, num_requested as requested from pg_stat_checkpointer'
      : 'select checkpoints_timed as timed, checkpoints_req as requested from pg_stat_bgwriter';
  return `select d.temp_files as "tempFiles", d.temp_bytes as "tempBytes", c.timed as "checkpointsTimed", c.requested as "checkpointsRequested",
                 w.wal_buffers_full as "walBuffersFull", d.blks_read as "blocksRead", d.blks_hit as "blocksHit",
                 (select sum(numbackends) from pg_stat_database) as connections,
                 current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
                   - coalesce(current_setting('reserved_connections', true)::int, 0) as room
          from pg_stat_database d, pg_stat_wal w, (${checkpoints}) as c where d.datname = current_database()`;
}
