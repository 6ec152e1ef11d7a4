import 'server-only';
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Spread } from '#lib/monitoring/pool/figures.ts';

const SLICE_MS = 10_000;
/** The slice under way and the five before it: what is told is of the last 50 to 60 s. */
const SLICES = 6;
/** An hour; what takes longer counts as an hour. */
const LONGEST_US = 3_600_000_000;

type Slice = { number: number; histogram: RecordableHistogram };

/**
 * How long something took over the last minute: HDR histograms of 10 s each, in microseconds and right to 1 %, merged
 * when they are read. Noting a length allocates nothing.
 */
export class SlidingSpread {
  readonly #slices: Slice[] = Array.from({ length: SLICES }, () => ({ number: -1, histogram: makeHistogram() }));
  readonly #merged = makeHistogram();

  /** @param milliseconds how long it took @param now of `performance.now()` */
  note(milliseconds: number, now: number): void {
    const number = Math.floor(now / SLICE_MS);
    const slice = this.#slices[number % SLICES];
    if (slice === undefined) return;
    if (slice.number !== number) {
      slice.histogram.reset();
      slice.number = number;
    }
    slice.histogram.record(Math.min(LONGEST_US, Math.max(1, Math.round(milliseconds * 1_000))));
  }

  /** The spread in milliseconds at `now` of `performance.now()`. */
  read(now: number): Spread {
    const oldest = Math.floor(now / SLICE_MS) - SLICES + 1;
    this.#merged.reset();
    for (const { number, histogram } of this.#slices) if (number >= oldest) this.#merged.add(histogram);
    const { count } = this.#merged;
    if (count === 0) return { count, p50: 0, p95: 0, p99: 0, max: 0 };
    const at = (percent: number): number => this.#merged.percentile(percent) / 1_000;
    return { count, p50: at(50), p95: at(95), p99: at(99), max: this.#merged.max / 1_000 };
  }
}

function makeHistogram(): RecordableHistogram {
  return createHistogram({ lowest: 1, highest: LONGEST_US, figures: 2 });
}
