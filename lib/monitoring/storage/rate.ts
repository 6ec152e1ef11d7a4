const DAY_MS = 86_400_000;
/** A rate from less is chance. */
const NEEDED_MS = 600_000;
/** The rate follows a change of use within a day. */
const KEPT_MS = DAY_MS;
const EVERY_MS = 300_000;

/** Remembers counters that only grow, to tell in how many days they reach their end. */
export class Rates {
  readonly #seen = new Map<string, { at: number; value: number }[]>();

  /**
   * Days until `value` has grown by `left`, at the pace of the last day at most.
   * @returns null before ten minutes of watching, and while it stands
   */
  daysLeft(name: string, value: number, left: number, now: Date): number | null {
    const at = now.getTime();
    const last = this.#seen.get(name)?.at(-1);
    // One that began anew is another counter.
    const points = last !== undefined && value >= last.value ? (this.#seen.get(name) ?? []) : [];
    const kept = points.filter((point) => at - point.at <= KEPT_MS);
    if (last === undefined || kept.length === 0 || at - last.at >= EVERY_MS) kept.push({ at, value });
    this.#seen.set(name, kept);
    const first = kept[0];
    if (first === undefined || at - first.at < NEEDED_MS || value <= first.value) return null;
    return (left * (at - first.at)) / (value - first.value) / DAY_MS;
  }
}
