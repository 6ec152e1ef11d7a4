import 'server-only';
import pg from 'pg';
import { connectionCode, placeOf, watchFailures } from '#server/core/db/failure-watch.ts';
import { type Checkout, PoolMeter } from '#server/core/db/pool-meter.ts';
import { registerPool } from '#server/core/db/pool-registry.ts';
import { PoolTimeoutError, UnavailableError } from '#server/core/errors.ts';
import { countOutcome } from '#server/core/failures/book.ts';
import { log } from '#server/core/log.ts';

export type BoundedPoolOptions = pg.PoolConfig & {
  /** Connections opened by `warm` and kept open from then on. */
  base: number;
  /** Further ones opened under load, closed when idle for `idleTimeoutMillis` (10 s). */
  overflow: number;
  /** The oldest a connection may grow; one that is out at that age goes when it is given back. */
  recycleSeconds: number;
  acquireTimeoutMs: number;
  /** Since when the server has answered nobody, null when it answers: asked about a page's statement that takes long. */
  silentSince?: () => Promise<Date | null>;
};

type Callback = Parameters<pg.Pool['connect']>[0];
type Pending = { callback: (error: Error | undefined, client: pg.PoolClient | undefined, release: () => void) => void };

const REFILL_RETRY_MS = 1000;
/** Connections opened together expire spread over the last part of their life, never all at once. */
const RECYCLE_SPREAD = 0.3;

/** Prisma sends an instant without its zone and drops the zone of one it reads, so the session's must be UTC whatever the server's is. */
async function inUtc(client: pg.ClientBase): Promise<void> {
  await client.query("set time zone 'UTC'");
}

/**
 * A pg.Pool with a base that is opened by `warm` and refilled, an overflow that closes when idle, recycling by age, and
 * a bounded wait that ends in a PoolTimeoutError with a sentence.
 */
export class BoundedPool extends pg.Pool {
  readonly base: number;
  readonly max: number;
  readonly acquireTimeoutMs: number;
  readonly silentSince: BoundedPoolOptions['silentSince'];
  readonly applicationName: string;
  readonly meter = new PoolMeter();
  #warm = false;
  #refilling = false;
  /** pg-pool's own step to open one more connection even while others are idle, which `connect` never does. */
  declare private readonly newClient: (item: Pending) => void;
  /** pg-pool's own: those that have grown too old. */
  declare private readonly _expired: WeakSet<pg.ClientBase>;

  constructor({ base, overflow, recycleSeconds, acquireTimeoutMs, silentSince, ...config }: BoundedPoolOptions) {
    super({
      idleTimeoutMillis: 10_000,
      // A line that was cut without a word is known as such after minutes, not never.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      ...config,
      min: base,
      max: base + overflow,
      connectionTimeoutMillis: acquireTimeoutMs,
      onConnect: inUtc,
    });
    this.base = base;
    this.max = base + overflow;
    this.acquireTimeoutMs = acquireTimeoutMs;
    this.silentSince = silentSince;
    this.applicationName = config.application_name ?? '';
    // pg-pool reads this once a connection, when it opens.
    Object.defineProperty(this.options, 'maxLifetimeSeconds', {
      get: () => recycleSeconds * (1 - RECYCLE_SPREAD * Math.random()),
    });
    this.on('error', (error) => {
      if (!this.ending) log.warn({ event: 'pool.connection_lost', message: error.message });
    });
    this.on('connect', (client) => {
      this.meter.watch(client);
      // While it is out pg-pool does not listen; who has it is told by the statement that fails, and nobody else ends for it.
      client.on('error', () => {});
      watchFailures(this, client, config.query_timeout !== undefined);
    });
    this.on('release', (_error, client) => this.meter.give(client, this._expired.has(client)));
    this.on('remove', () => {
      this.meter.counts.closed += 1;
      setImmediate(() => void this.#refill());
    });
    registerPool(this);
  }

  /** Connections handed out at this moment. */
  get inUse(): number {
    return this.totalCount - this.idleCount;
  }

  /**
   * Opens the base connections; from then on one that is lost or recycled is replaced.
   * @throws what the first failed connection threw; the refill goes on trying all the same.
   */
  async warm(): Promise<void> {
    this.#warm = true;
    const missing = Math.max(0, this.base - this.totalCount);
    const opened = await Promise.allSettled(Array.from({ length: missing }, () => this.#openOne()));
    const failed = opened.find((one) => one.status === 'rejected');
    if (failed === undefined) return;
    setTimeout(() => void this.#refill(), REFILL_RETRY_MS).unref();
    throw failed.reason;
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: NonNullable<Callback>): void;
  override connect(callback?: Callback): Promise<pg.PoolClient> | undefined {
    const checkout = this.meter.ask(this.idleCount === 0 && this.totalCount >= this.max);
    if (callback === undefined)
      return super.connect().then(
        (client) => {
          this.meter.take(checkout, client);
          return client;
        },
        (error) => Promise.reject(this.#missed(checkout, error)),
      );
    super.connect((error, client, release) => {
      if (client !== undefined) this.meter.take(checkout, client);
      callback(error === undefined ? undefined : this.#missed(checkout, error), client, release);
    });
    return undefined;
  }

  #missed(checkout: Checkout, error: Error): Error {
    const named = this.#named(error);
    const gaveUp = named instanceof PoolTimeoutError;
    this.meter.miss(checkout, gaveUp);
    const work = { place: placeOf(checkout.work), pool: this.applicationName };
    if (gaveUp) countOutcome({ kind: 'timeout', name: this.applicationName, ...work }, true);
    else countOutcome({ kind: 'connection', name: connectionCode(error), ...work }, true);
    return named;
  }

  #named(error: Error): Error {
    if (error.message === 'Connection terminated due to connection timeout')
      return new UnavailableError(`The database did not take a connection within ${this.acquireTimeoutMs} ms.`, {
        cause: error,
      });
    if (error.message !== 'timeout exceeded when trying to connect') return error;
    return new PoolTimeoutError(
      `No database connection became free within ${this.acquireTimeoutMs} ms: ${this.inUse} of ${this.max} are in use and ${this.waitingCount} more wait.`,
      { cause: error },
    );
  }

  async #refill(): Promise<void> {
    if (!this.#warm || this.#refilling) return;
    this.#refilling = true;
    try {
      while (!this.ending && this.totalCount < this.base) await this.#openOne();
    } catch (error) {
      log.warn({ event: 'pool.refill_failed', message: error instanceof Error ? error.message : String(error) });
      setTimeout(() => void this.#refill(), REFILL_RETRY_MS).unref();
    } finally {
      this.#refilling = false;
    }
  }

  #openOne(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.newClient({
        callback: (error, _client, release) => {
          release();
          if (error === undefined || error === null) resolve();
          else {
            this.meter.counts.failed += 1;
            countOutcome({ kind: 'connection', name: connectionCode(error), pool: this.applicationName }, true);
            reject(this.#named(error));
          }
        },
      });
    });
  }
}
