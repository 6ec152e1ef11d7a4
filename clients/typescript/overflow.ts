import { bytesOf, type Entry, EntryQueue, type Outcome } from './entry-queue.ts';
import { messageOf, type Problems } from './problems.ts';
import { type Segment, Spool, type SpoolLimits, UnreadableFileError } from './spool.ts';
import { eventIdOf } from './turn.ts';

const TRY_AGAIN_MS = 5_000;
const GROUP_BYTES = 1_000_000;

type Hooks = {
  /** Something can be sent, or nothing is left. */
  changed(): void;
  /** What could not be written, in order: memory has to hold it. */
  returned(entries: Entry[]): void;
};

/** The disk's part of a sender: takes what memory should not hold, in groups, and hands it back when it can be sent. */
export class Overflow {
  /** Read from disk, to be sent. */
  readonly drained = new EntryQueue();
  readonly #directory: string;
  readonly #limits: SpoolLimits & { pendingBytes: number };
  readonly #problems: Problems;
  readonly #hooks: Hooks;
  #spool: Spool | null = null;
  #opening: Promise<void>;
  #opened = false;
  #pending: Entry[] = [];
  #pendingBytes = 0;
  #writing: Promise<void> | null = null;
  #loading: Promise<void> | null = null;
  #again: NodeJS.Timeout | undefined;
  #closed = false;
  readonly #waiters = new Map<string, ((outcome: Outcome) => void)[]>();
  /** Turns written since the start. */
  written = 0;

  constructor(directory: string, limits: SpoolLimits & { pendingBytes: number }, problems: Problems, hooks: Hooks) {
    this.#directory = directory;
    this.#limits = limits;
    this.#problems = problems;
    this.#hooks = hooks;
    this.#opening = this.#open();
  }

  /** Whether there is a directory that takes turns. */
  get isOpen(): boolean {
    return this.#spool?.isOurs === true;
  }

  get spoolBytes(): number {
    return this.#spool?.bytes ?? 0;
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Whether nothing is on its way to disk or back. What another process keeps there is not ours to wait for. */
  get isEmpty(): boolean {
    const quiet = this.#opened && this.#writing === null && this.#loading === null;
    return quiet && this.drained.count === 0 && (this.#spool?.isEmpty ?? true);
  }

  /** Takes turns to be written; false, and nothing taken, when the disk cannot have them now. */
  offer(entries: readonly Entry[]): boolean {
    const bytes = bytesOf(entries);
    const spool = this.#usable();
    if (spool === null || this.#pendingBytes + bytes > this.#limits.pendingBytes) return false;
    if (!spool.hasRoom(this.#pending.length + entries.length, this.#pendingBytes + bytes)) return false;
    for (const entry of entries) this.#pending.push(entry);
    this.#pendingBytes += bytes;
    this.#writing ??= this.#write();
    return true;
  }

  /** Reads the next file into `drained`, when there is one and nothing is left of the last. */
  load(): void {
    const spool = this.#usable();
    if (spool !== null && !spool.isEmpty && this.drained.count === 0) this.#loading ??= this.#read(spool);
  }

  /** Tells whoever waits for a turn that was read from disk. */
  settle(entry: Entry, outcome: Outcome): void {
    entry.segment?.release();
    const waiters = this.#waiters.get(entry.eventId) ?? [];
    this.#waiters.delete(entry.eventId);
    for (const settle of waiters) settle(outcome);
  }

  /**
   * Writes what waits and `rest`, and gives the directory free.
   * @returns what found no place
   */
  async close(rest: readonly Entry[]): Promise<Entry[]> {
    this.#closed = true;
    clearTimeout(this.#again);
    await this.#opening;
    await this.#loading;
    await this.#writing;
    const left: Entry[] = [...this.#takePending(), ...rest];
    for (let group = this.#group(left); group.length > 0; group = this.#group(left)) {
      if (!(await this.#append(group))) {
        left.unshift(...group);
        break;
      }
    }
    for (const [event_id, waiters] of this.#waiters)
      for (const settle of waiters) settle({ event_id, status: 'spooled' });
    this.#waiters.clear();
    await this.#spool?.close();
    return left;
  }

  async #open(): Promise<void> {
    const { maxBytes, segmentBytes } = this.#limits;
    try {
      this.#spool = await Spool.open(this.#directory, { maxBytes, segmentBytes });
      if (this.#spool === null) this.#problems.tell('spool', `Another process has the spool ${this.#directory}.`);
    } catch (error) {
      this.#problems.tell('spool', `The spool ${this.#directory} cannot be opened: ${messageOf(error)}.`);
    }
    this.#opened = true;
    if (this.#spool === null) this.#tryAgain(() => (this.#opening = this.#open()));
    this.#hooks.changed();
  }

  #usable(): Spool | null {
    if (this.#closed || this.#again !== undefined) return null;
    if (this.#spool?.isOurs !== false) return this.#spool;
    this.#problems.tell('spool', `Another process has taken over the spool ${this.#directory}.`);
    this.#spool = null;
    this.#tryAgain(() => (this.#opening = this.#open()));
    return null;
  }

  async #write(): Promise<void> {
    // In the next turn of the loop, so that what is offered together is one group.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#pending.length > 0) {
      const group = this.#group(this.#pending);
      const kept = group.length > 0 && (await this.#append(group));
      this.#pendingBytes -= bytesOf(group);
      if (kept) continue;
      const left = [...group, ...this.#takePending()];
      if (!this.#closed) this.#hooks.returned(left);
      else this.#pending = left;
      break;
    }
    this.#writing = null;
    this.#hooks.changed();
  }

  /** Takes from the front of `entries` what makes one write and fits into the spool. */
  #group(entries: Entry[]): Entry[] {
    let bytes = 0;
    let count = 0;
    for (const { payload } of entries) {
      if (count > 0 && bytes + payload.length > GROUP_BYTES) break;
      if (this.#spool?.hasRoom(count + 1, bytes + payload.length) !== true) break;
      bytes += payload.length;
      count += 1;
    }
    return entries.splice(0, count);
  }

  async #append(group: readonly Entry[]): Promise<boolean> {
    try {
      await this.#spool?.append(group.map(({ payload }) => payload));
    } catch (error) {
      this.#problems.tell('spool', `The spool ${this.#directory} cannot be written: ${messageOf(error)}.`);
      this.#tryAgain(() => {});
      return false;
    }
    this.written += group.length;
    for (const { eventId, settle } of group) {
      if (settle !== undefined) this.#waiters.set(eventId, [...(this.#waiters.get(eventId) ?? []), settle]);
    }
    return true;
  }

  async #read(spool: Spool): Promise<void> {
    try {
      const segment = await spool.next();
      if (segment !== null) this.#tellDamage(segment);
      for (const payload of segment?.payloads ?? []) {
        const queuedAt = performance.now();
        this.drained.push({ eventId: eventIdOf(payload), payload, queuedAt, segment: segment ?? undefined });
      }
    } catch (error) {
      this.#problems.tell('spool', `A file of the spool is not sent: ${messageOf(error)}.`);
      if (!(error instanceof UnreadableFileError)) this.#tryAgain(() => {});
    }
    this.#loading = null;
    this.#hooks.changed();
  }

  #tellDamage({ tornBytes, damagedBytes }: Segment): void {
    if (damagedBytes > 0) {
      const told = `${damagedBytes} bytes of a spool file are damaged; it is kept as .damaged, the other turns are sent.`;
      this.#problems.tell('damaged', told);
    } else if (tornBytes > 0) {
      this.#problems.tell('damaged', `${tornBytes} damaged bytes were cut off the end of a spool file.`);
    }
  }

  #takePending(): Entry[] {
    const entries = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    return entries;
  }

  /** The disk is left alone for a while. */
  #tryAgain(then: () => void): void {
    if (this.#closed || this.#again !== undefined) return;
    this.#again = setTimeout(() => {
      this.#again = undefined;
      then();
      this.#hooks.changed();
    }, TRY_AGAIN_MS).unref();
  }
}
