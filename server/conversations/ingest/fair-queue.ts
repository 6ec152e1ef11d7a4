import 'server-only';

/** What waits: whose it is, how much it weighs, and since when. */
export type Queued = { sender: string; rows: number; bytes: number; at: number };

/** The requests of a sender that wait, in its order, and how much it was served while others waited. */
type Line<T> = { items: T[]; bytes: number; served: number };

/** A body of few rows counts as a row for each so many bytes, else large bodies would be had for the price of small ones. */
const BYTES_OF_ROW = 4_096;

/**
 * Requests that wait for a flush, a line for each sender. Whoever was served least, in rows, comes next (start-time fair
 * queueing: Goyal, Vin, Cheng 1996), so that arrays and single turns get the same share. When the room is full, whoever
 * takes most of it gives way, so that one sender's flood costs the others nothing.
 */
export class FairQueue<T extends Queued> {
  readonly #lines = new Map<string, Line<T>>();
  readonly #room: number;
  #length = 0;
  #bytes = 0;
  #rows = 0;

  /** @param room how many bytes may wait */
  constructor(room: number) {
    this.#room = room;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get rows(): number {
    return this.#rows;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** When the oldest of what waits came; null when nothing does. */
  get since(): number | null {
    let oldest: number | null = null;
    for (const { items } of this.#lines.values()) {
      const at = items[0]?.at;
      if (at !== undefined && (oldest === null || at < oldest)) oldest = at;
    }
    return oldest;
  }

  /** Puts a request at the end of its sender's line and returns those that had to leave for it, perhaps itself. */
  push(item: T): T[] {
    const left: T[] = [];
    while (this.#bytes + item.bytes > this.#room) {
      const longest = this.#longest();
      const own = this.#lines.get(item.sender)?.bytes ?? 0;
      if (longest === undefined || longest.bytes <= own + item.bytes) return [...left, item];
      const last = longest.items.pop();
      if (last !== undefined) left.push(this.#count(longest, last, -1));
    }
    const line = this.#lineOf(item.sender);
    line.items.push(this.#count(line, item, 1));
    return left;
  }

  /**
   * The requests that are next and together stay within `most`; at least one, however large. One that does not fit keeps
   * its place, and those of others that do fit fill the rest.
   */
  take(most: { rows: number; bytes: number }): T[] {
    const taken: T[] = [];
    let [rows, bytes] = [0, 0];
    const fits = (item: T) => taken.length === 0 || (rows + item.rows <= most.rows && bytes + item.bytes <= most.bytes);
    for (;;) {
      const line = leastServed(this.#lines.values(), fits);
      const first = line?.items[0];
      if (line === undefined || first === undefined) break;
      this.#removeFirst(line);
      line.served += Math.max(first.rows, first.bytes / BYTES_OF_ROW);
      taken.push(first);
      rows += first.rows;
      bytes += first.bytes;
    }
    this.#forgetPaid();
    return taken;
  }

  /** Takes out what came before `moment`. */
  takeOlderThan(moment: number): T[] {
    const old: T[] = [];
    for (const line of this.#lines.values()) {
      while (line.items[0] !== undefined && line.items[0].at < moment) {
        old.push(line.items[0]);
        this.#removeFirst(line);
      }
    }
    this.#forgetPaid();
    return old;
  }

  /** Whoever comes anew stands level with the least served of those that wait, or behind, where it had more before. */
  #lineOf(sender: string): Line<T> {
    const known = this.#lines.get(sender);
    if (known !== undefined && known.items.length > 0) return known;
    const level = leastServed(this.#lines.values())?.served ?? 0;
    const line = { items: [], bytes: 0, served: Math.max(known?.served ?? 0, level) };
    this.#lines.set(sender, line);
    return line;
  }

  #longest(): Line<T> | undefined {
    let longest: Line<T> | undefined;
    for (const line of this.#lines.values()) if (longest === undefined || line.bytes > longest.bytes) longest = line;
    return longest;
  }

  #removeFirst(line: Line<T>): void {
    const item = line.items.shift();
    if (item !== undefined) this.#count(line, item, -1);
  }

  /** A line that is empty is kept as long as it had more than those that wait: a sender that comes and goes gains nothing. */
  #forgetPaid(): void {
    const level = leastServed(this.#lines.values())?.served ?? Number.POSITIVE_INFINITY;
    for (const [sender, { items, served }] of this.#lines) {
      if (items.length === 0 && served <= level) this.#lines.delete(sender);
    }
  }

  #count(line: Line<T>, item: T, sign: 1 | -1): T {
    line.bytes += sign * item.bytes;
    this.#length += sign;
    this.#bytes += sign * item.bytes;
    this.#rows += sign * item.rows;
    return item;
  }
}

/** Of the lines whose first request fits. Among equals the one that came first. */
function leastServed<T>(lines: Iterable<Line<T>>, fits: (first: T) => boolean = () => true): Line<T> | undefined {
  let least: Line<T> | undefined;
  for (const line of lines) {
    const first = line.items[0];
    if (first !== undefined && (least === undefined || line.served < least.served) && fits(first)) least = line;
  }
  return least;
}
