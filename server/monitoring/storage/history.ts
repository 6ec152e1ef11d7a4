import 'server-only';
import { z } from 'zod';
import type { TableGrowth } from '#lib/monitoring/storage/growth.ts';
import type { WholeTable } from '#lib/monitoring/storage/whole-tables.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { env } from '#server/core/env.ts';
import { log } from '#server/core/log.ts';
import { getSettings } from '#server/core/settings/settings.ts';

const HOUR_MS = 3_600_000;
const KEPT_DAYS = 100;
/** Sizes come once an hour; that an index was used is seen as late. */
const ANEW_MS = 600_000;
const GIB = 1_024 ** 3;
/** Tables whose size is kept each hour; the others are small. */
const KEPT_TABLES = 40;
const DATABASE = '*';

const instant = z.date().transform((at) => at.toISOString());
const pointRows = z.array(z.object({ at: instant, bytes: z.number() }));
const growthRows = z.array(z.object({ table: z.string(), perDay: z.number() }));
const indexRows = z.array(
  z.object({
    table: z.string(),
    name: z.string(),
    definition: z.string(),
    ours: z.boolean(),
    firstSeenAt: instant,
    scans: z.number(),
    unusedSince: instant,
  }),
);

/** What is remembered beyond one sample. */
export type Known = {
  points: { at: string; bytes: number }[];
  growth: TableGrowth[];
  /** Every index that was seen; `unusedSince` is when it was last seen to be used, or first seen, or the counters began anew. */
  indexes: z.infer<typeof indexRows>;
  budgetBytes: number | null;
  retentionDays: number | null;
};

/**
 * What is kept of storage from hour to hour, read and written over the worker's own connections: the monitor's login may only read the
 * catalogue. No sample waits for it but the first, briefly.
 */
export class History {
  #known: Known | null = null;
  #lookedAt = 0;
  #looking: Promise<void> | null = null;
  #noted = 0;
  #failing = false;

  /** What was known at the last look, which begins anew when it is old. */
  get(now: Date): Known | null {
    this.#looking ??= this.look(now)
      .catch((error: unknown) => this.#tell(error))
      .finally(() => {
        this.#looking = null;
      });
    return this.#known;
  }

  /** Waits for the look under way, for a moment. */
  async soon(withinMs: number): Promise<void> {
    await Promise.race([this.#looking, new Promise((resolve) => setTimeout(resolve, withinMs).unref())]);
  }

  /** Reads the settings, and what changes slowly when it is old. */
  async look(now: Date): Promise<void> {
    const settings = await getSettings();
    const budget = settings.diskBudgetGb;
    const set = {
      budgetBytes: budget === null ? (env().DISK_BUDGET_BYTES ?? null) : budget * GIB,
      retentionDays: settings['conversations.retention_days'],
    };
    if (this.#known !== null && now.getTime() - this.#lookedAt < ANEW_MS) {
      this.#known = { ...this.#known, ...set };
      return;
    }
    const [points, growth, indexes] = await Promise.all([findPoints(), findGrowth(), findKnownIndexes()]);
    this.#known = { points, growth, indexes, ...set };
    this.#lookedAt = now.getTime();
    this.#failing = false;
  }

  /** Keeps the sizes of this hour, once. */
  note(tables: readonly WholeTable[], databaseBytes: number, now: Date): void {
    const hour = Math.floor(now.getTime() / HOUR_MS);
    if (hour === this.#noted) return;
    this.#noted = hour;
    void keepSizes(tables, databaseBytes, now)
      .then(() => {
        this.#lookedAt = 0;
      })
      .catch((error: unknown) => {
        this.#noted = 0;
        this.#tell(error);
      });
  }

  #tell(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (!this.#failing) log.warn({ event: 'monitoring.sizes_not_kept', message });
    this.#failing = true;
  }
}

/** Writes one row a table and one for the whole database for the hour of `now`, and takes out what is older than 100 days. */
export async function keepSizes(tables: readonly WholeTable[], databaseBytes: number, now: Date): Promise<void> {
  const largest = tables
    .filter(({ locked }) => !locked)
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, KEPT_TABLES);
  const rows = [
    { name: DATABASE, bytes: databaseBytes, indexBytes: 0, rows: 0 },
    ...largest.map(({ name, bytes, indexBytes, rows }) => ({ name, bytes, indexBytes, rows })),
  ];
  await mainPool().query(
    `insert into monitor.table_sizes (relation, hour, bytes, index_bytes, rows)
     select r ->> 'name', date_trunc('hour', $2::timestamptz, 'UTC'), (r ->> 'bytes')::bigint, (r ->> 'indexBytes')::bigint, (r ->> 'rows')::numeric::bigint
     from jsonb_array_elements($1::jsonb) as r on conflict (relation, hour) do nothing`,
    [JSON.stringify(rows), now.toISOString()],
  );
  await mainPool().query('delete from monitor.table_sizes where hour < $1::timestamptz - make_interval(days => $2)', [
    now.toISOString(),
    KEPT_DAYS,
  ]);
  await mainPool().query('select monitor.note_indexes()');
}

async function findPoints() {
  const { rows } = await mainPool().query(
    `select hour as at, bytes::float8 as bytes from monitor.table_sizes where relation = $1 and hour > now() - interval '31 days' order by hour`,
    [DATABASE],
  );
  return pointRows.parse(rows);
}

/** Over the last seven days, of tables that were seen for one at least. */
async function findGrowth() {
  const { rows } = await mainPool().query(
    `select ends.relation as table, ((b.bytes - a.bytes) / (extract(epoch from ends.last - ends.first) / 86400.0))::float8 as "perDay"
     from (select relation, min(hour) as first, max(hour) as last from monitor.table_sizes where hour > now() - interval '7 days' and relation <> $1 group by relation) ends
     join monitor.table_sizes a on a.relation = ends.relation and a.hour = ends.first
     join monitor.table_sizes b on b.relation = ends.relation and b.hour = ends.last
     where ends.last - ends.first >= interval '24 hours' and ends.last > now() - interval '3 hours'`,
    [DATABASE],
  );
  return growthRows.parse(rows);
}

async function findKnownIndexes() {
  const { rows } = await mainPool().query(
    `select relation as table, name, definition, ours, first_seen_at as "firstSeenAt", scans::float8 as scans,
            greatest(first_seen_at, used_at, (select stats_reset from pg_stat_database where datname = current_database())) as "unusedSince"
     from monitor.indexes limit 5000`,
  );
  return indexRows.parse(rows);
}
