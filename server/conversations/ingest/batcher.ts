import 'server-only';
import { FairQueue, type Queued } from '#server/conversations/ingest/fair-queue.ts';
import { away, Refusal } from '#server/conversations/ingest/refusal.ts';
import { Watch } from '#server/conversations/ingest/watch.ts';
import type { Row, RowOutcome, Written } from '#server/conversations/ingest/write.ts';
import { isUnavailable, sqlStateOf } from '#server/core/errors.ts';
import { type IngestFigures, ingestFigures } from '#server/core/health/ingest.ts';
import { log } from '#server/core/log.ts';

export type BatcherLimits = {
  /** A flush takes this many rows and bytes at most; a single request may weigh more. */
  rows: number;
  bytes: number;
  /** How long the first of a flush waits for others while another flush is under way. */
  lingerMs: number;
  inFlight: number;
  /** How much may wait, and for how long. */
  queueBytes: number;
  queueMs: number;
};

export const usualLimits: BatcherLimits = {
  rows: 500,
  bytes: 256 * 1024,
  lingerMs: 3,
  inFlight: 2,
  queueBytes: 32 * 1024 * 1024,
  queueMs: 2_000,
};

type Waiting = Queued & { turns: Row[]; resolve(outcomes: RowOutcome[]): void; reject(refusal: Refusal): void };

export type BatcherParts = {
  /** Stores rows in one transaction; gives up when the signal fires. */
  write(rows: Row[], signal: AbortSignal): Promise<Written>;
  /** Asks whether the database answers at all. */
  probe(signal: AbortSignal): Promise<void>;
  limits?: Partial<BatcherLimits>;
};

const UNKNOWN =
  'The database did not say whether it stored this. Send it again: what carries an event_id is stored once.';
const AWAY = 'The database is away, so nothing can be stored. Send it again later.';
const STOPPING = 'This process is stopping. Send it again.';
const SWEEP_MS = 100;
/** What a request holds beside its body, roughly: so that very many small ones are bounded too. */
const REQUEST_BYTES = 2_048;

/** Gathers what arrives together into shared flushes, bounded and fair between senders; every request gets its answer. */
export class Batcher {
  readonly #limits: BatcherLimits;
  readonly #write: BatcherParts['write'];
  readonly #queue: FairQueue<Waiting>;
  readonly #flights = new Set<AbortController>();
  readonly #watch: Watch;
  readonly #figures: IngestFigures = ingestFigures();
  #timer: NodeJS.Timeout | undefined;
  #sweep: NodeJS.Timeout | undefined;
  #scheduled = false;
  #closed = false;
  #isAway = false;
  #idle: (() => void)[] = [];
  /** Bytes stored a second while there was work; a moving average. */
  #drained = 1024 * 1024;

  constructor({ write, probe, limits }: BatcherParts) {
    this.#limits = { ...usualLimits, ...limits };
    this.#write = write;
    this.#queue = new FairQueue(this.#limits.queueBytes);
    this.#watch = new Watch({ probe, onDown: () => this.#giveUp(), onUp: () => this.#goOn() });
  }

  /** @throws Refusal when nothing can be stored at this moment */
  requireOpen(): void {
    if (this.#closed) throw away(STOPPING);
    if (this.#watch.isDown) throw away(AWAY);
  }

  /**
   * Stores the turns of one request, all in the same flush.
   * @returns what became of each, in order, once it is durable
   * @throws Refusal 429 when too much waits, 503 when the outcome is unknown or nothing can be stored
   */
  add(sender: string, turns: Row[], bodyBytes: number): Promise<RowOutcome[]> {
    this.requireOpen();
    return new Promise((resolve, reject) => {
      const bytes = bodyBytes + REQUEST_BYTES;
      const item = { sender, rows: turns.length, bytes, at: performance.now(), turns, resolve, reject };
      for (const left of this.#queue.push(item)) left.reject(this.#tooMuch());
      this.#note();
      this.#sweep ??= setInterval(() => this.#expire(), SWEEP_MS).unref();
      this.#schedule();
    });
  }

  /** Takes nothing more, stores what waits, and ends when the last request has its answer. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#schedule();
    if (!this.#queue.isEmpty || this.#flights.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
    clearInterval(this.#sweep);
    this.#watch.stop();
  }

  /** An idle database gets the next flush at once; a busy one when the flush is full or its first request waited long enough. */
  #schedule(): void {
    if (this.#queue.isEmpty || this.#watch.isDoubtful || this.#flights.size >= this.#limits.inFlight) return;
    const full = this.#queue.rows >= this.#limits.rows || this.#queue.bytes >= this.#limits.bytes;
    if (full || this.#flights.size === 0 || this.#closed) {
      if (this.#scheduled) return;
      this.#scheduled = true;
      // What else has arrived in this turn of the event loop comes along.
      setImmediate(() => this.#flush());
      return;
    }
    this.#timer ??= setTimeout(() => this.#flush(), this.#limits.lingerMs);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#scheduled = false;
    this.#expire();
    if (this.#queue.isEmpty || this.#watch.isDoubtful || this.#flights.size >= this.#limits.inFlight) return;
    const batch = this.#queue.take(this.#limits);
    this.#note();
    void this.#run(batch);
    this.#schedule();
  }

  async #run(batch: Waiting[]): Promise<void> {
    const flight = new AbortController();
    this.#flights.add(flight);
    const started = performance.now();
    const unwatch = this.#watch.over(flight);
    try {
      const written = await this.#write(
        batch.flatMap((item) => item.turns),
        flight.signal,
      );
      this.#settle(batch, written, performance.now() - started);
    } catch (error) {
      this.#settle(batch, { outcomes: [], failure: error }, performance.now() - started);
    } finally {
      unwatch();
      this.#flights.delete(flight);
      this.#schedule();
      if (this.#queue.isEmpty && this.#flights.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  #settle(batch: Waiting[], { outcomes, failure }: Written, milliseconds: number): void {
    let at = 0;
    for (const item of batch) {
      const own = outcomes.slice(at, at + item.rows);
      at += item.rows;
      if (own.length === item.rows && !own.includes('unknown')) item.resolve(own);
      else item.reject(away(UNKNOWN));
    }
    if (failure === undefined) this.#noteStored(batch, milliseconds);
    else this.#noteFailure(failure);
  }

  #noteStored(batch: Waiting[], milliseconds: number): void {
    const bytes = batch.reduce((sum, item) => sum + item.bytes, 0);
    const rate = (bytes * this.#flights.size * 1000) / Math.max(milliseconds, 1);
    this.#drained += 0.1 * (rate - this.#drained);
    this.#figures.storedAt = Date.now();
    this.#noteWell();
  }

  #noteFailure(failure: unknown): void {
    const message = failure instanceof Error ? failure.message : String(failure);
    log.error({ event: 'ingest.flush_failed', message });
    this.#figures.failingSince ??= Date.now();
    this.#figures.failure = message;
    this.#isAway = isOfLine(failure);
    this.#watch.doubt();
  }

  /** The database answers again. A failure of another kind, such as a full disk, is only over once a flush has stood. */
  #goOn(): void {
    if (this.#isAway) this.#noteWell();
    this.#schedule();
  }

  #noteWell(): void {
    this.#isAway = false;
    this.#figures.failingSince = null;
    this.#figures.failure = null;
  }

  /** The database is away: whoever waits is told at once, and nobody is told that a turn was stored. */
  #giveUp(): void {
    this.#figures.failingSince ??= Date.now();
    this.#figures.failure ??= 'The database does not answer.';
    this.#isAway = true;
    for (const flight of this.#flights) flight.abort();
    for (const item of this.#queue.takeOlderThan(Number.POSITIVE_INFINITY)) item.reject(away(AWAY));
    this.#note();
    if (this.#flights.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  #expire(): void {
    const moment = performance.now() - this.#limits.queueMs;
    for (const item of this.#queue.takeOlderThan(moment)) item.reject(this.#tooMuch());
    this.#note();
    if (!this.#queue.isEmpty) return;
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }

  #tooMuch(): Refusal {
    const seconds = (this.#queue.bytes / this.#drained) * (1 + Math.random() / 2);
    const retryAfter = Math.min(30, Math.max(1, Math.ceil(seconds)));
    this.#figures.rateLimitedAt = Date.now();
    return new Refusal(429, 'rate_limited', 'More turns wait than can be stored. Send these again later.', retryAfter);
  }

  #note(): void {
    this.#figures.backlogBytes = this.#queue.bytes;
    const since = this.#queue.since;
    this.#figures.backlogSince = since === null ? null : Date.now() - (performance.now() - since);
  }
}

/** Whether the line to the database broke or the database went away, as opposed to a statement that it did not carry out. */
function isOfLine(failure: unknown): boolean {
  return isUnavailable(failure) && /^(08|57P|$)/.test(sqlStateOf(failure) ?? '');
}
