import type { Segment } from './spool.ts';

/** What became of a turn, as `sendAndWait` tells it. */
export type Outcome = {
  event_id: string;
  /** `spooled`: on disk, sent by whoever opens the spool next. `dropped`: gone, there was no room for it. */
  status: 'stored' | 'duplicate' | 'invalid' | 'spooled' | 'dropped';
  error?: string;
};

/** A turn on its way. */
export type Entry = {
  eventId: string;
  payload: Buffer;
  /** By `performance.now()`. */
  queuedAt: number;
  settle?: (outcome: Outcome) => void;
  /** The file that holds it, for what came from disk. */
  segment?: Segment;
};

/** First in, first out; what could not be delivered goes back to the front. */
export class EntryQueue {
  #entries: Entry[] = [];
  #head = 0;
  /** Of all payloads in it. */
  bytes = 0;

  get count(): number {
    return this.#entries.length - this.#head;
  }

  /** When the entry at the front was queued; undefined when there is none. */
  get oldestAt(): number | undefined {
    return this.#entries[this.#head]?.queuedAt;
  }

  push(entry: Entry): void {
    this.#entries.push(entry);
    this.bytes += entry.payload.length;
  }

  giveBack(entries: readonly Entry[]): void {
    this.#entries = [...entries, ...this.#entries.slice(this.#head)];
    this.#head = 0;
    this.bytes += bytesOf(entries);
  }

  /** Takes at most `count` entries of at most `bytes` together, commas included, but one at least when there is one. */
  take(count: number, bytes: number): Entry[] {
    let taken = 0;
    let size = 1;
    while (taken < count) {
      const entry = this.#entries[this.#head + taken];
      if (entry === undefined) break;
      size += entry.payload.length + 1;
      if (taken > 0 && size > bytes) break;
      taken += 1;
    }
    const entries = this.#entries.slice(this.#head, this.#head + taken);
    this.#head += taken;
    this.bytes -= bytesOf(entries);
    if (this.#head === this.#entries.length || this.#head > 10_000) this.#compact();
    return entries;
  }

  takeAll(): Entry[] {
    return this.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  }

  #compact(): void {
    this.#entries = this.#entries.slice(this.#head);
    this.#head = 0;
  }
}

export function bytesOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry) => sum + entry.payload.length, 0);
}
