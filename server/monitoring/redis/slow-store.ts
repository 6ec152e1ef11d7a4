import 'server-only';
import { z } from 'zod';
import { mainPool } from '#server/core/db/pool.ts';
import type { KeptSlow } from '#server/monitoring/redis/slow-log.ts';

/** Where slow commands are kept over a restart of the worker and of Redis. */
export type SlowStore = {
  /** The newest of what was kept; null while nobody can say. */
  load(most: number): Promise<KeptSlow[] | null>;
  /** Keeps what is new, without being waited for. */
  save(rows: readonly KeptSlow[]): void;
};

const MOST_ROWS = 20_000;
const MOST_WAITING = 1_000;
const rowsSchema = z.array(
  z.object({
    run: z.string(),
    id: z.coerce.number(),
    at: z.string(),
    micros: z.coerce.number(),
    command: z.string(),
    prefix: z.string().nullable(),
  }),
);

/** Keeps them in `monitor.redis_slow`, the newest 20,000; what cannot be written now is written with the next. */
export function keepSlowInTable(): SlowStore {
  let waiting: readonly KeptSlow[] = [];
  let writing = Promise.resolve();

  async function write(): Promise<void> {
    const rows = waiting;
    waiting = [];
    if (rows.length === 0) return;
    try {
      await mainPool().query(
        `with kept as (
           insert into monitor.redis_slow (run, id, at, micros, command, prefix)
           select r ->> 'run', (r ->> 'id')::bigint, (r ->> 'at')::timestamptz, (r ->> 'micros')::bigint, r ->> 'command', r ->> 'prefix'
           from jsonb_array_elements($1::jsonb) as r on conflict (run, id) do nothing
         )
         delete from monitor.redis_slow where at < (select at from monitor.redis_slow order by at desc offset $2 limit 1)`,
        [JSON.stringify(rows), MOST_ROWS],
      );
    } catch {
      // The database is away; monitoring says so elsewhere.
      waiting = [...rows, ...waiting].slice(0, MOST_WAITING);
    }
  }

  return {
    async load(most) {
      try {
        const { rows } = await mainPool().query(
          `select run, id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, micros, command, prefix
           from monitor.redis_slow order by redis_slow.at desc, id desc limit $1`,
          [most],
        );
        return rowsSchema.parse(rows);
      } catch {
        return null;
      }
    },
    save(rows) {
      waiting = [...rows, ...waiting].slice(0, MOST_WAITING);
      writing = writing.then(write);
    },
  };
}
