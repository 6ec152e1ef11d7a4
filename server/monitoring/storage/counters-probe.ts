import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { Counters } from '#lib/monitoring/storage/counters.ts';
import { UsualReads } from '#lib/monitoring/storage/usual-reads.ts';
import type { Probe } from '#server/monitoring/probe.ts';
import type { History } from './history.ts';
import { IndexWatch } from './index-watch.ts';

/** Smaller tables are best read whole. */
const ROWS_WATCHED = 10_000;
const SHOWN = 40;

const RECENT_MS = 300_000;

const scannedRows = z.array(z.object({ table: z.string(), rows: z.number(), scans: z.number(), read: z.number() }));
const countedRow = z.tuple([
  z.object({ hit: z.number(), read: z.number(), tempBytes: z.number(), tempFiles: z.number() }),
]);

type Counted = { at: number } & z.infer<typeof countedRow>[0];

/** What the server counts on and on, and which indexes are gone: cheap, so it is read more often than sizes. */
export function countersProbe(history: History): Probe<Counters> {
  const watch = new IndexWatch();
  const usual = new UsualReads();
  let counted: Counted[] = [];
  return {
    name: 'counters',
    everySeconds: 10,
    async read(client) {
      const now = new Date();
      const lost = await watch.read(client, history.get(now), now);
      counted = [...counted, await getCounted(client, now)].filter(({ at }) => now.getTime() - at <= RECENT_MS);
      const recent = recentOf(counted);
      if (recent === null) counted = counted.slice(-1);
      const readAt = now.toISOString();
      const gone = usual.of(lost).map((index) => (index.way === 'parts' ? { ...index, ddl: '' } : index));
      const scanned = await findScanned(client);
      usual.note({ readAt, scanned });
      return { ok: true, value: { readAt, scanned, gone, recent } };
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

async function getCounted(client: pg.ClientBase, now: Date): Promise<Counted> {
  const { rows } = await client.query(
    `select blks_hit::float8 as hit, blks_read::float8 as read, temp_bytes::float8 as "tempBytes", temp_files::float8 as "tempFiles"
     from pg_stat_database where datname = current_database()`,
  );
  return { at: now.getTime(), ...countedRow.parse(rows)[0] };
}

/** From the first of these to the last; null of one alone, and when the server began to count anew. */
function recentOf(counted: readonly Counted[]): Counters['recent'] {
  const [first, last] = [counted[0], counted.at(-1)];
  if (first === undefined || last === undefined || first === last || last.hit < first.hit) return null;
  return {
    seconds: Math.round((last.at - first.at) / 1_000),
    hit: last.hit - first.hit,
    read: Math.max(0, last.read - first.read),
    tempBytes: Math.max(0, last.tempBytes - first.tempBytes),
    tempFiles: Math.max(0, last.tempFiles - first.tempFiles),
  };
}
