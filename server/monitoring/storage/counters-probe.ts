import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { Counters } from '#lib/monitoring/storage/counters.ts';
import type { Probe } from '#server/monitoring/probe.ts';
import type { History } from './history.ts';
import { IndexWatch } from './index-watch.ts';

/** Smaller tables are best read whole. */
const ROWS_WATCHED = 10_000;
const SHOWN = 40;

const scannedRows = z.array(z.object({ table: z.string(), rows: z.number(), scans: z.number(), read: z.number() }));
const countedRow = z.tuple([
  z.object({ hit: z.number(), read: z.number(), tempBytes: z.number(), tempFiles: z.number() }),
]);

/** What the server counts on and on, and which indexes are gone: cheap, so it is read more often than sizes. */
export function countersProbe(history: History): Probe<Counters> {
  const watch = new IndexWatch();
  return {
    name: 'counters',
    everySeconds: 10,
    async read(client) {
      const now = new Date();
      const gone = await watch.read(client, history.get(now), now);
      const value = {
        readAt: now.toISOString(),
        scanned: await findScanned(client),
        gone,
        ...(await getCounted(client)),
      };
      return { ok: true, value };
    },
  };
}

/** Large tables, those of which most rows were read by going through the whole table first. */
async function findScanned(client: pg.ClientBase) {
  const { rows } = await client.query(
    `select s.schemaname || '.' || s.relname as table, greatest(s.n_live_tup, c.reltuples)::float8 as rows, s.seq_scan::float8 as scans, s.seq_tup_read::float8 as read
     from pg_stat_user_tables s join pg_class c on c.oid = s.relid
     where greatest(s.n_live_tup, c.reltuples) >= $1 order by s.seq_tup_read desc nulls last limit $2`,
    [ROWS_WATCHED, SHOWN],
  );
  return scannedRows.parse(rows);
}

async function getCounted(client: pg.ClientBase) {
  const { rows } = await client.query(
    `select blks_hit::float8 as hit, blks_read::float8 as read, temp_bytes::float8 as "tempBytes", temp_files::float8 as "tempFiles"
     from pg_stat_database where datname = current_database()`,
  );
  return countedRow.parse(rows)[0];
}
