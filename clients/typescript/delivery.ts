import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import type { TurnResult } from './answer.ts';
import { bytesOf, type Entry, EntryQueue, type Outcome } from './entry-queue.ts';
import type { Settings } from './options.ts';
import { Overflow } from './overflow.ts';
import { Pace } from './pace.ts';
import { postBody } from './post-turns.ts';
import { guarded, Problems } from './problems.ts';
import { bodyOf } from './turn.ts';
import { judge } from './verdict.ts';

const SEGMENT_BYTES = 4_000_000;

/** Turns from memory and disk to the server: the course of a sender. */
export class Delivery {
  readonly tally = { requests: 0, failures: 0, stored: 0, duplicates: 0, rejected: 0, dropped: 0 };
  readonly #settings: Settings;
  readonly #problems: Problems;
  readonly #pace: Pace;
  readonly #queue = new EntryQueue();
  readonly #overflow: Overflow | null;
  readonly #agent: Agent;
  readonly #underWay = new Set<Promise<void>>();
  /** Of turns that memory alone holds. */
  #underWayBytes = 0;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #wakesAt = Number.POSITIVE_INFINITY;
  #lastFromDisk = false;
  /** Those who wait for the end of something; while there are any, nothing lingers. */
  readonly #flushes = new Set<() => void>();
  #closing: Promise<void> | null = null;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#problems = new Problems(settings.onProblem);
    this.#pace = new Pace(settings);
    const secure = new URL(settings.url).protocol === 'https:';
    this.#agent = settings.agent ?? new (secure ? SecureAgent : Agent)({ keepAlive: true });
    this.#overflow = this.#makeOverflow();
  }

  /** Takes a turn: into memory, onto disk while memory is full or the server away, or not at all. */
  add(entry: Entry): void {
    const full = this.heldBytes + entry.payload.length > this.#settings.maxQueueBytes;
    if (this.#closing !== null) this.#drop([entry], 'the sender is closed');
    else if ((full || this.#pace.away) && this.#overflow?.offer([entry])) return;
    else if (full) this.#drop([entry], this.#overflow === null ? 'memory is full' : 'memory and disk are full');
    else {
      this.#queue.push(entry);
      if (this.#hasSlot) this.#wake(this.#readyAt(this.#queue.oldestAt ?? entry.queuedAt));
    }
  }

  /** Gives up a turn that the server will never take. */
  reject(event_id: string, error: string, payload: string, entry?: Entry): void {
    this.tally.rejected += 1;
    if (entry !== undefined) this.#settle(entry, { event_id, status: 'invalid', error });
    guarded(() => this.#settings.onRejected?.({ event_id, error, json: payload }));
  }

  get state() {
    const memory = this.#queue;
    return {
      queued: memory.count,
      queuedBytes: this.heldBytes,
      requestsUnderWay: this.#underWay.size,
      /** Whether the spool's directory is at our disposal. */
      spoolOpen: this.#overflow?.isOpen ?? false,
      /** Turns written to disk. */
      spooled: this.#overflow?.written ?? 0,
      spoolBytes: this.#overflow?.spoolBytes ?? 0,
      /** Turns on their way to disk, in bytes. */
      spoolPendingBytes: this.#overflow?.pendingBytes ?? 0,
      away: this.#pace.away,
      ...this.tally,
    };
  }

  /** Bytes of turns that memory alone holds. */
  get heldBytes(): number {
    return this.#queue.bytes + this.#underWayBytes;
  }

  /** Sends without lingering. @returns whether nothing waits any more, in memory or on disk */
  flush(timeoutMs: number): Promise<boolean> {
    return this.#sendUntil(() => this.#isIdle, timeoutMs);
  }

  /** Sends what it can for `timeoutMs`, keeps the rest on disk and gives everything free. */
  close(timeoutMs: number): Promise<void> {
    this.#closing ??= this.#close(timeoutMs);
    return this.#closing;
  }

  async #close(timeoutMs: number): Promise<void> {
    // What the disk has or can take need not be waited for.
    const kept = this.#pace.failing && this.#overflow?.isOpen === true;
    if (!kept) await this.#sendUntil(() => this.heldBytes === 0, timeoutMs);
    this.#stop.abort();
    clearTimeout(this.#timer);
    await Promise.all(this.#underWay);
    const rest = this.#queue.takeAll();
    const lost = this.#overflow === null ? rest : await this.#overflow.close(rest);
    if (lost.length > 0) this.#drop(lost, 'the sender was closed before they could be sent');
    if (this.#settings.agent === undefined) this.#agent.destroy();
  }

  async #sendUntil(isDone: () => boolean, timeoutMs: number): Promise<boolean> {
    if (isDone()) return true;
    let look = () => {};
    const inTime = new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      look = () => {
        if (!isDone()) return;
        clearTimeout(timer);
        resolve(true);
      };
    });
    this.#flushes.add(look);
    this.#pump();
    const done = await inTime;
    this.#flushes.delete(look);
    return done;
  }

  get #isIdle(): boolean {
    return this.#queue.count === 0 && this.#underWay.size === 0 && (this.#overflow?.isEmpty ?? true);
  }

  /** Whether an answer is due. */
  get #isExpecting(): boolean {
    return this.#underWay.size > 0 || this.#pace.failing;
  }

  #pump(): void {
    clearTimeout(this.#timer);
    this.#wakesAt = Number.POSITIVE_INFINITY;
    if (this.#stop.signal.aborted) return;
    const now = performance.now();
    if (this.#isExpecting && this.#pace.noticeAbsence(now))
      this.#problems.tell('away', `Switchboard has not taken a turn for ${this.#settings.awayAfterMs} ms.`);
    if (this.#pace.away) this.#moveToDisk();
    this.#overflow?.load();
    for (let batch = this.#next(now); batch.length > 0; batch = this.#next(now)) this.#send(batch);
    for (const look of this.#flushes) look();
    if (this.#isIdle) return;
    if (this.#isExpecting && !this.#pace.away) this.#wake(this.#pace.awayAt);
    if (!this.#hasSlot) return;
    if (this.#queue.oldestAt !== undefined) this.#wake(this.#readyAt(this.#queue.oldestAt));
    if (this.#overflow !== null && this.#overflow.drained.count > 0) this.#wake(this.#pace.resumeAt);
  }

  get #hasSlot(): boolean {
    return this.#underWay.size < (this.#pace.failing ? 1 : this.#settings.maxInFlight);
  }

  /** When the turns in memory should go, the oldest having come at `oldestAt`. */
  #readyAt(oldestAt: number): number {
    const { lingerMs, maxBatch } = this.#settings;
    const whole = this.#queue.count >= maxBatch || this.#queue.bytes >= this.#pace.bytesLimit;
    if (whole || this.#flushes.size > 0) return this.#pace.resumeAt;
    return Math.max(this.#pace.resumeAt, oldestAt + lingerMs[this.#underWay.size === 0 ? 0 : 1]);
  }

  /** The next batch to go now, from memory and disk in turn; empty when none should. */
  #next(now: number): Entry[] {
    if (!this.#hasSlot || now < this.#pace.resumeAt) return [];
    const { oldestAt } = this.#queue;
    const drained = this.#overflow?.drained;
    const memory = oldestAt !== undefined && now >= this.#readyAt(oldestAt);
    const disk = drained !== undefined && drained.count > 0;
    if (!memory && !disk) return [];
    this.#lastFromDisk = disk && !(memory && this.#lastFromDisk);
    const queue = this.#lastFromDisk && drained !== undefined ? drained : this.#queue;
    return queue.take(this.#settings.maxBatch, this.#pace.bytesLimit);
  }

  #send(batch: Entry[]): void {
    if (!this.#isExpecting) this.#pace.begin(performance.now());
    const delivered = this.#deliver(batch).then(() => {
      this.#underWay.delete(delivered);
      this.#pump();
    });
    this.#underWay.add(delivered);
  }

  async #deliver(batch: Entry[]): Promise<void> {
    const { url, apiKey, timeoutMs } = this.#settings;
    const startedAt = performance.now();
    const held = batch[0]?.segment === undefined ? bytesOf(batch) : 0;
    const body = bodyOf(batch.map(({ payload }) => payload));
    this.#underWayBytes += held;
    this.tally.requests += 1;
    const posted = await postBody(url, apiKey, body, { agent: this.#agent, timeoutMs, signal: this.#stop.signal });
    this.#underWayBytes -= held;
    const verdict = judge(posted, batch.length);
    const now = performance.now();
    if (verdict.kind === 'settled') {
      this.#succeed(now, startedAt);
      for (const [index, result] of verdict.results.entries()) this.#conclude(batch[index], result);
      return;
    }
    this.tally.failures += 1;
    if (verdict.kind === 'halve') this.#pace.halve(body.length);
    if (verdict.kind === 'retry') this.#pace.fail(now, startedAt, verdict.afterMs);
    if (verdict.kind === 'refused') {
      this.#pace.refuse(now);
      this.#problems.tell('refused', `Switchboard refuses our turns: ${verdict.reason}`);
    }
    this.#giveBack(batch);
  }

  #succeed(now: number, startedAt: number): void {
    this.#pace.succeed(now, startedAt);
    this.#problems.forget('refused');
    this.#problems.forget('away');
  }

  #conclude(entry: Entry | undefined, { status, error = 'The server calls it invalid.' }: TurnResult): void {
    if (entry === undefined) return;
    const { eventId: event_id, payload } = entry;
    if (status === 'invalid') {
      this.reject(event_id, error, payload.toString(), entry);
      return;
    }
    if (status === 'stored') this.tally.stored += 1;
    else this.tally.duplicates += 1;
    this.#settle(entry, { event_id, status });
  }

  #settle(entry: Entry, outcome: Outcome): void {
    if (entry.segment !== undefined) this.#overflow?.settle(entry, outcome);
    else entry.settle?.(outcome);
  }

  /** What is not delivered keeps its place; while the server is away, its place is the disk. */
  #giveBack(batch: readonly Entry[]): void {
    if (batch[0]?.segment !== undefined) this.#overflow?.drained.giveBack(batch);
    else if (!(this.#pace.away && this.#overflow?.offer(batch))) this.#queue.giveBack(batch);
  }

  /** As much of what memory holds as the disk takes now; the rest when something has changed. */
  #moveToDisk(): void {
    while (this.#queue.count > 0) {
      const some = this.#queue.take(this.#settings.maxBatch, this.#settings.maxBatchBytes);
      if (this.#overflow?.offer(some)) continue;
      this.#queue.giveBack(some);
      return;
    }
  }

  #drop(entries: readonly Entry[], why: string): void {
    this.tally.dropped += entries.length;
    this.#problems.tell('dropped', `${this.tally.dropped} turns are lost so far: ${why}.`);
    for (const entry of entries) this.#settle(entry, { event_id: entry.eventId, status: 'dropped', error: why });
  }

  #makeOverflow(): Overflow | null {
    const { spoolDirectory, maxSpoolBytes: maxBytes, maxQueueBytes: pendingBytes } = this.#settings;
    if (spoolDirectory === undefined) return null;
    const limits = { maxBytes, pendingBytes, segmentBytes: Math.min(SEGMENT_BYTES, maxBytes) };
    return new Overflow(spoolDirectory, limits, this.#problems, {
      changed: () => this.#wake(0),
      returned: (entries) => this.#queue.giveBack(entries),
    });
  }

  /** Sees to it that `#pump` runs at `at`. With nothing in memory it does not keep the process alive. */
  #wake(at: number): void {
    if (this.#stop.signal.aborted || (at >= this.#wakesAt && this.#timer?.hasRef())) return;
    clearTimeout(this.#timer);
    this.#wakesAt = Math.min(at, this.#wakesAt);
    this.#timer = setTimeout(() => this.#pump(), Math.max(0, this.#wakesAt - performance.now()));
    if (this.#queue.count === 0) this.#timer.unref();
  }
}
