import 'server-only';
import { hitRate, type Interval } from '#lib/monitoring/redis/sample.ts';
import type { MinuteRate, RateStore } from '#server/monitoring/redis/rate-store.ts';

const MINUTE_SECONDS = 50;
const ENOUGH = 50;
const FEWEST = 10;
const LOAD_AGAIN_MS = 30_000;
const KEPT_MS = 7 * 86_400_000;

/** The hit rate that is usual here: the median of the minutes of the last seven days, also of those before this process began. */
export class UsualRate {
  readonly #store: RateStore;
  #rates: MinuteRate[] = [];
  #noted = 0;
  #isLoaded = false;
  #loadFrom = 0;

  constructor(store: RateStore) {
    this.#store = store;
  }

  /** Takes in the last minute, once a minute, if it had enough look-ups to speak for. */
  note(minute: Interval, now: number): void {
    this.#load(now);
    if (minute.seconds < MINUTE_SECONDS || now - this.#noted < MINUTE_SECONDS * 1_000) return;
    const rate = hitRate(minute);
    if (rate === null || minute.hits + minute.misses < ENOUGH) return;
    this.#noted = now;
    this.#rates = [...this.#rates.filter(({ at }) => now - at < KEPT_MS), { at: now, rate }];
    this.#store.save({ at: now, rate });
  }

  /** Null until ten minutes were seen, and until it is known which were seen before: a minute that is broken now must not be taken for usual. */
  get median(): number | null {
    if (!this.#isLoaded || this.#rates.length < FEWEST) return null;
    return this.#rates.map(({ rate }) => rate).sort((a, b) => a - b)[Math.floor(this.#rates.length / 2)] ?? null;
  }

  /** What an earlier worker saw comes when it comes: the database may be away. */
  #load(now: number): void {
    if (this.#isLoaded || now < this.#loadFrom) return;
    this.#loadFrom = now + LOAD_AGAIN_MS;
    const began = this.#rates[0]?.at ?? now;
    void this.#store.load(now - KEPT_MS).then((kept) => {
      if (kept === null || this.#isLoaded) return;
      this.#isLoaded = true;
      this.#rates = [...kept.filter(({ at }) => at < began), ...this.#rates];
    });
  }
}
