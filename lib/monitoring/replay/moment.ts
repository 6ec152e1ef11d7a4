import type { Panel } from '#lib/monitoring/panel.ts';
import type { PoolFigures } from '#lib/monitoring/pool/figures.ts';
import type { RedisSample } from '#lib/monitoring/redis/sample.ts';
import type { Sessions } from '#lib/monitoring/sessions/sample.ts';
import type { Told } from '#lib/monitoring/verdict/verdict.ts';
import type { Strip } from './strip.ts';

/** What one part knew at a moment: its sample at or just before it, or when its last sample before that was, if ever. */
export type Sampled<T> = { seen: true; panel: Panel<T> } | { seen: false; last: string | null };

/**
 * By whom it was judged then: by nobody; in part, as something could not be seen or was switched off; some time in its hour, which is
 * all that is kept of what is older than the samples.
 */
export type Judged = 'all' | 'partly' | 'hour' | 'nobody';

/** One moment of the past. Instants are ISO 8601 in UTC. */
export type Moment = {
  at: string;
  closeUp: Strip;
  /** What was told then, in the words in which it was last told; the worst first. */
  told: Told[];
  /** What it means that nothing was told: only where all was judged in that minute that nothing was to blame. */
  judged: Judged;
  sessions: Sampled<Sessions>;
  pool: Sampled<PoolFigures[]>;
  redis: Sampled<RedisSample>;
  /** Names by actor of whoever held a connection: `user:<id>`, `key:<id>`. */
  names: Record<string, string>;
  /** The moments at which the sample before this one, and the next, are seen; null at the ends. */
  earlier: string | null;
  later: string | null;
};
