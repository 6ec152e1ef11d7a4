import 'server-only';

/** What waits: whose it is, how much it weighs, and since when. */
export type Queued = { sender: string; rows: number; bytes: number; at: number };

/**
 * Requests that wait for a flush, a line for each sender. Lines are served in turn, one request each; when the room is
 * full, whoever takes most of it gives way, so that one sender's flood costs the others nothing.
 */
export class FairQueue<T extends Queued> {
  readonly #lines = new Map<string, { items: T[]; bytes: number }>();
  readonly #room: number;
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
    return this.#lines.size === 0;
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
      const longest = this.#longestLine();
      const own = this.#lines.get(item.sender)?.bytes ?? 0;
      if (longest === undefined || longest.bytes <= own + item.bytes) return [...left, item];
      const last = this.#removeLast(longest.sender);
      if (last !== undefined) left.push(last);
    }
    const line = this.#lines.get(item.sender) ?? { items: [], bytes: 0 };
    line.items.push(item);
    line.bytes += item.bytes;
    this.#lines.set(item.sender, line);
    this.#count(item, 1);
    return left;
  }

  /** The next requests in turn that together stay within `most`; at least one, however large. */
  take(most: { rows: number; bytes: number }): T[] {
    const taken: T[] = [];
    let [rows, bytes] = [0, 0];
    for (;;) {
      const [sender, line] = this.#lines.entries().next().value ?? [];
      const first = line?.items[0];
      if (sender === undefined || line === undefined || first === undefined) return taken;
      if (taken.length > 0 && (rows + first.rows > most.rows || bytes + first.bytes > most.bytes)) return taken;
      this.#removeFirst(sender, line);
      // Whoever was served goes behind the others.
      if (line.items.length > 0) {
        this.#lines.delete(sender);
        this.#lines.set(sender, line);
      }
      taken.push(first);
      rows += first.rows;
      bytes += first.bytes;
    }
  }

  /** Takes out what came before `moment`. */
  takeOlderThan(moment: number): T[] {
    const old: T[] = [];
    for (const [sender, line] of this.#lines) {
      while (line.items[0] !== undefined && line.items[0].at < moment) {
        old.push(line.items[0]);
        this.#removeFirst(sender, line);
      }
    }
    return old;
  }

  #longestLine(): { sender: string; bytes: number } | undefined {
    let longest: { sender: string; bytes: number } | undefined;
    for (const [sender, { bytes }] of this.#lines) {
      if (longest === undefined || bytes > longest.bytes) longest = { sender, bytes };
    }
    return longest;
  }

  #removeFirst(sender: string, line: { items: T[]; bytes: number }): void {
    const item = line.items.shift();
    if (item !== undefined) this.#forget(sender, line, item);
  }

  #removeLast(sender: string): T | undefined {
    const line = this.#lines.get(sender);
    const item = line?.items.pop();
    if (line !== undefined && item !== undefined) this.#forget(sender, line, item);
    return item;
  }

  #forget(sender: string, line: { items: T[]; bytes: number }, item: T): void {
    line.bytes -= item.bytes;
    this.#count(item, -1);
    if (line.items.length === 0) this.#lines.delete(sender);
  }

  #count({ bytes, rows }: T, sign: 1 | -1): void {
    this.#bytes += sign * bytes;
    this.#rows += sign * rows;
  }
}
