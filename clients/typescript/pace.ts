import { fullJitter } from './back-off.ts';
import type { Settings } from './options.ts';

/** A server that asks for more is asked again sooner. */
const LONGEST_ASKED_WAIT_MS = 600_000;
/** By how much a request may grow again with every good answer, after one was too large. */
const GROWTH = 1.1;

/** When to send and how much, as the answers so far advise. All times by `performance.now()`. */
export class Pace {
  readonly #settings: Settings;
  #failures = 0;
  #failedAt = Number.NEGATIVE_INFINITY;
  #progressAt = Number.POSITIVE_INFINITY;
  /** Nothing is sent before. */
  resumeAt = 0;
  /** No good answer for longer than `awayAfterMs`. */
  away = false;
  /** Of one request. */
  bytesLimit: number;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.bytesLimit = settings.maxBatchBytes;
  }

  /** While the last answer was a failure one request at a time tries again. */
  get failing(): boolean {
    return this.#failures > 0;
  }

  /** When the server will count as away, unless an answer comes. */
  get awayAt(): number {
    return this.#progressAt + this.#settings.awayAfterMs;
  }

  /** The first request after a silence of our own: from now on an answer is due. */
  begin(now: number): void {
    this.#progressAt = now;
  }

  /** A request begun at `startedAt` was answered well. One begun before the last failure leaves the wait that failure asked for. */
  succeed(now: number, startedAt: number): void {
    this.#progressAt = now;
    this.away = false;
    this.bytesLimit = Math.min(this.#settings.maxBatchBytes, Math.ceil(this.bytesLimit * GROWTH));
    if (startedAt < this.#failedAt) return;
    this.#failures = 0;
    this.resumeAt = 0;
  }

  /**
   * A request begun at `startedAt` failed; `afterMs` is what the server asked to wait. Requests that were under way
   * together count as one failure.
   */
  fail(now: number, startedAt: number, afterMs: number | null): void {
    if (startedAt >= this.#failedAt) this.#failures += 1;
    this.#failedAt = now;
    const asked = Math.min(afterMs ?? 0, LONGEST_ASKED_WAIT_MS);
    this.resumeAt = Math.max(this.resumeAt, now + asked + fullJitter(this.#failures, this.#settings.backOff));
  }

  /** Key or address were refused: only a person can mend that, so it is tried seldom. */
  refuse(now: number): void {
    this.#failures = Math.max(1, this.#failures);
    this.#failedAt = now;
    this.resumeAt = now + this.#settings.refusedRetryMs * (0.9 + 0.2 * Math.random());
  }

  /** A request of `bytes` was too large. */
  halve(bytes: number): void {
    this.bytesLimit = Math.max(1, Math.floor(bytes / 2));
  }

  /** Whether the server counts as away from this moment on. */
  noticeAbsence(now: number): boolean {
    if (this.away || now < this.awayAt) return false;
    this.away = true;
    return true;
  }
}
