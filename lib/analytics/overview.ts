import type { Measured } from '#lib/analytics/measured.ts';
import type { Bucket, ChartGrain } from '#lib/measures/buckets.ts';
import type { Span, Window } from '#lib/measures/windows.ts';

/** A knowledge base or source in the window, and in the compared spans of it and of the period before; its sessions are those that are folded. */
export type Split = { name: string; whole: Measured; current: Measured; before: Measured };

/** Turns of one weekday (1 Monday) and hour. */
export type HeatFigures = { weekday: number; hour: number; turns: number; answered: number; unanswered: number };

/** All that the analytics page draws. */
export type Overview = {
  window: Window;
  grain: ChartGrain;
  grains: ChartGrain[];
  buckets: Bucket[];
  series: Measured[];
  /** Those of the period before; empty where there is none. */
  bucketsBefore: Bucket[];
  seriesBefore: Measured[];
  whole: Measured;
  compared: { spans: { current: Span; before: Span }; current: Measured; before: Measured } | null;
  knowledgeBases: Split[];
  sources: Split[];
  /** What there is in the window to choose from, whatever is chosen; the commonest first. */
  choices: { knowledgeBases: string[]; sources: string[] };
  heat: HeatFigures[];
  /** The same of the compared spans: now and before. */
  heatNow: HeatFigures[];
  heatBefore: HeatFigures[];
};
