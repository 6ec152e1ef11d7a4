/** What every chart draws: values in equal buckets of time, at most 300, prepared before they are drawn. */
export type Bucket = {
  /** A few letters for the axis: `9 Nov`, `14:00`. */
  label: string;
  /** The whole bucket in words with its zone: `Mon 9 Nov 2026, Asia/Dhaka`. */
  title: string;
  /** Where exactly the turns of this bucket are listed; null where nothing can be, as in the future. */
  href: string | null;
  /** Still counting: the bucket holds now. */
  unfinished: boolean;
  /** A bucket the axis prefers to label: a Monday, a midnight, the first of a month. */
  major?: boolean;
};

/** Shares are 0 to 1. A rate that is not known is null and leaves a gap; a count that is missing is 0. */
export type RatePoint = Bucket & {
  /** All turns, whatever their state: what the bucket's link lists. */
  turns: number;
  answered: number;
  unanswered: number;
  partial: number;
  unknown: number;
  /** Sessions begun in the bucket; null where they are not counted. */
  sessions: number | null;
  rate: number | null;
  /** Ends of the 95 % interval of the rate. */
  low: number | null;
  high: number | null;
  /** The rate of the same bucket one period earlier. */
  before: number | null;
  /** How many turns an unfinished bucket may hold when it ends; null when nobody can say. */
  expected: number | null;
};

/** Milliseconds; null where no turn had a response time. */
export type PercentilePoint = Bucket & { p50: number | null; p95: number | null; p99: number | null };

export type VolumePoint = Bucket & {
  /** Null where it was not counted: then nothing is drawn or said of it. */
  matching: number | null;
  all: number;
  /** How many turns in all an unfinished bucket may hold when it ends. */
  expected: number | null;
};

export type HeatCell = {
  /** `Monday, 17:00 to 18:00`. */
  title: string;
  href: string | null;
  unfinished: boolean;
  count: number;
  /** Share answered, 0 to 1. */
  rate: number | null;
};

/** One weekday and its hours. */
export type HeatRow = { label: string; cells: readonly HeatCell[] };

/** Something that changed: a small flag on the top edge. `at` counts buckets from the left, fractions allowed. */
export type Flag = { at: number; label: string };

/** A change with the ends of its 95 % interval, all in the same unit. */
export type Change = { change: number; low: number; high: number };

/** A figure of the head with its change against the period before. */
export type Tile = {
  label: string;
  value: string;
  unit: string;
  change: Change | null;
  changeUnit: string;
  decimals: number;
  /** Stands in place of the change. */
  note?: string;
};
