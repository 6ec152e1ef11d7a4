import 'server-only';
import { hitRate, type Interval } from '#lib/monitoring/redis/sample.ts';

const MINUTE_SECONDS = 50;
const ENOUGH = 50;
const FEWEST = 10;
/** Seven days of minutes. */
const KEPT = 7 * 24 * 60;

/** The hit rate that is usual here: the median of the minutes since this process began, of the last seven days at most. */
export class UsualRate {
  #rates: number[] = [];
  #noted = 0;

  /** Takes in the last minute, once a minute, if it had enough look-ups to speak for. */
  note(minute: Interval, now: number): void {
    if (minute.seconds < MINUTE_SECONDS || now - this.#noted < MINUTE_SECONDS * 1_000) return;
    const rate = hitRate(minute);
    if (rate === null || minute.hits + minute.misses < ENOUGH) return;
    this.#noted = now;
    this.#rates = [...this.#rates, rate].slice(-KEPT);
  }

  /** Null until ten minutes were seen. */
  get median(): number | null {
    if (this.#rates.length < FEWEST) return null;
    return this.#rates.toSorted((a, b) => a - b)[Math.floor(this.#rates.length / 2)] ?? null;
  }
}
