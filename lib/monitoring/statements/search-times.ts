/** Times of one kind of search, in milliseconds. */
export type SearchTimes = {
  kind: string;
  searches: number;
  mean: number;
  p50: number;
  p95: number;
  slowest: number;
};

/** As counted: the bucket at place n holds the times up to 0.1 ms x 1.1^n, and the last all that are longer. */
const SMALLEST_MS = 0.1;
const GROWTH = 1.1;

type Counted = { kind: string; searches: number; milliseconds: number; slowest: number; histogram: readonly number[] };

/** Percentiles from a histogram: the upper end of their bucket, so at most a tenth too long, and never past the slowest. */
export function searchTimesOf({ kind, searches, milliseconds, slowest, histogram }: Counted): SearchTimes {
  const quantile = (share: number) => Math.min(slowest, SMALLEST_MS * GROWTH ** placeOf(histogram, share * searches));
  return {
    kind,
    searches,
    mean: milliseconds / Math.max(1, searches),
    p50: quantile(0.5),
    p95: quantile(0.95),
    slowest,
  };
}

function placeOf(histogram: readonly number[], rank: number): number {
  let passed = 0;
  for (const [place, count] of histogram.entries()) {
    passed += count;
    if (passed >= rank && passed > 0) return place;
  }
  return histogram.length - 1;
}
