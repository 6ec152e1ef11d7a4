import 'server-only';
import pg from 'pg';
import { PoolTimeoutError } from '#server/core/errors.ts';
import { log } from '#server/core/log.ts';

export type BoundedPoolOptions = pg.PoolConfig & {
  /** Connections kept open. Fewer are topped up after a recycle. */
  base: number;
  /** Further ones opened under load, closed when idle for 10 s. */
  overflow: number;
  recycleSeconds: number;
  acquireTimeoutMs: number;
};

type Callback = Parameters<pg.Pool['connect']>[0];

/**
 * A pg.Pool with a base that is opened by `warm`, an overflow that closes when idle, recycling by age, and a bounded
 * wait that ends in a PoolTimeoutError with a sentence.
 */
export class BoundedPool extends pg.Pool {
  readonly base: number;
  readonly #acquireTimeoutMs: number;
  #warm = false;

  constructor({ base, overflow, recycleSeconds, acquireTimeoutMs, ...config }: BoundedPoolOptions) {
    super({
      ...config,
      min: base,
      max: base + overflow,
      idleTimeoutMillis: 10_000,
      maxLifetimeSeconds: recycleSeconds,
      connectionTimeoutMillis: acquireTimeoutMs,
    });
    this.base = base;
    this.#acquireTimeoutMs = acquireTimeoutMs;
    this.on('error', (error) => log.warn({ event: 'pool.connection_lost', message: error.message }));
    this.on('remove', () => this.#topUp());
  }

  /** Opens the base connections at once; from then on a recycled one is replaced. */
  async warm(): Promise<void> {
    this.#warm = true;
    const opened = await Promise.allSettled(Array.from({ length: this.base }, () => this.connect()));
    for (const one of opened) if (one.status === 'fulfilled') one.value.release();
    const failed = opened.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: NonNullable<Callback>): void;
  override connect(callback?: Callback): Promise<pg.PoolClient> | undefined {
    if (callback === undefined) return super.connect().catch((error) => Promise.reject(this.#named(error)));
    super.connect((error, client, release) =>
      callback(error === undefined ? undefined : this.#named(error), client, release),
    );
    return undefined;
  }

  #named(error: Error): Error {
    if (error.message !== 'timeout exceeded when trying to connect') return error;
    const { totalCount, idleCount, waitingCount } = this;
    return new PoolTimeoutError(
      `No database connection became free within ${this.#acquireTimeoutMs} ms: ${totalCount - idleCount} of ${this.options.max} are in use and ${waitingCount} more wait.`,
      { cause: error },
    );
  }

  #topUp(): void {
    if (!this.#warm || this.ending || this.totalCount >= this.base) return;
    setImmediate(() => {
      if (this.ending || this.totalCount >= this.base) return;
      this.connect().then(
        (client) => client.release(),
        (error: Error) => log.warn({ event: 'pool.top_up_failed', message: error.message }),
      );
    });
  }
}
