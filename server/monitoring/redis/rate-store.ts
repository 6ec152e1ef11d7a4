import 'server-only';
import { z } from 'zod';
import { mainPool } from '#server/core/db/pool.ts';

/** A minute's hit rate, 0 to 1; `at` in milliseconds since 1970. */
export type MinuteRate = { at: number; rate: number };

/** Where hit rates are kept over a restart of the worker. */
export type RateStore = {
  /** Those since then, the oldest first; null while nobody can say. */
  load(since: number): Promise<MinuteRate[] | null>;
  /** Keeps one more, without being waited for. */
  save(minute: MinuteRate): void;
};

const KEPT_DAYS = 7;
const MOST_WAITING = 1_000;
const rowsSchema = z.array(z.object({ at: z.number(), rate: z.number() }));

/** Keeps them in `monitor.redis_rates` for seven days; what cannot be written now is written with the next. */
export function keepRatesInTable(): RateStore {
  let waiting: readonly MinuteRate[] = [];
  let writing = Promise.resolve();

  async function write(): Promise<void> {
    const rates = waiting;
    waiting = [];
    if (rates.length === 0) return;
    try {
      await mainPool().query(
        `with gone as (delete from monitor.redis_rates where at < now() - make_interval(days => $3))
         insert into monitor.redis_rates (at, rate)
         select date_trunc('minute', to_timestamp(at / 1000), 'UTC'), rate from unnest($1::float8[], $2::real[]) as r (at, rate) on conflict do nothing`,
        [rates.map(({ at }) => at), rates.map(({ rate }) => rate), KEPT_DAYS],
      );
    } catch {
      // The database is away; monitoring says so elsewhere.
      waiting = [...rates, ...waiting].slice(-MOST_WAITING);
    }
  }

  return {
    async load(since) {
      try {
        const { rows } = await mainPool().query(
          `select (extract(epoch from at) * 1000)::float8 as at, rate::float8 as rate from monitor.redis_rates where at >= $1 order by redis_rates.at`,
          [new Date(since)],
        );
        return rowsSchema.parse(rows);
      } catch {
        return null;
      }
    },
    save(minute) {
      waiting = [...waiting, minute].slice(-MOST_WAITING);
      writing = writing.then(write);
    },
  };
}
