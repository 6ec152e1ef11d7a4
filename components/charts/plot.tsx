import type { ReactNode } from 'react';
import { middleOf, percent } from '#lib/charts/scale.ts';
import type { Bucket } from '#lib/charts/series.ts';
import { labelledBuckets } from '#lib/charts/ticks.ts';

/** Lines and bands are drawn this wide and stretched to the room there is; strokes keep their width. */
export const WIDE = 1_000;

type PlotProps = {
  /** The chart in two or three sentences. */
  summary: string;
  height: number;
  children: ReactNode;
};

/** The drawing. Across, everything stands in shares of the width: it fits from the first paint, without measuring. */
export function Plot({ summary, height, children }: PlotProps) {
  return (
    <svg role="img" aria-label={summary} width="100%" height={height} className="block overflow-visible">
      {children}
    </svg>
  );
}

/** Holds paths whose x runs from 0 to `WIDE`; y stays in px. */
export function Stretched({ height, children }: { height: number; children: ReactNode }) {
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${WIDE} ${height}`}
      width="100%"
      height={height}
      preserveAspectRatio="none"
      className="overflow-visible [&_path]:[vector-effect:non-scaling-stroke]"
    >
      {children}
    </svg>
  );
}

/** Where bucket `index` of `count` has its middle, in the units of `Stretched`. */
export function wideMiddle(index: number, count: number): number {
  return middleOf(index, count) * WIDE;
}

type GridProps = { ticks: readonly { y: number; text: string }[] };

/** Hairlines across, each with its figure to the left. */
export function Grid({ ticks }: GridProps) {
  return ticks.map(({ y, text }) => (
    <g key={text}>
      <line x1="0" x2="100%" y1={y} y2={y} className="stroke-chart-grid" shapeRendering="crispEdges" />
      <text x="-8" y={y + 4} textAnchor="end" className="figures fill-chart-axis text-micro">
        {text}
      </text>
    </g>
  ));
}

/** What is written for a plot of at least `width` px: the browser picks by the width of the panel. */
export const rooms = [
  { width: 270, labels: 4, shown: '@lg:hidden' },
  { width: 430, labels: 7, shown: 'hidden @lg:inline @4xl:hidden' },
  { width: 810, labels: 14, shown: 'hidden @4xl:inline' },
] as const;

/** Labels under the buckets. */
export function TimeAxis({ buckets, y }: { buckets: readonly Bucket[]; y: number }) {
  return rooms.map(({ labels, shown }) => (
    <g key={labels} className={shown}>
      {labelledBuckets(buckets, labels).map((index) => (
        <text
          key={index}
          x={percent(middleOf(index, buckets.length))}
          y={y}
          textAnchor={anchorAt(index, buckets.length)}
          className="fill-chart-axis text-micro tabular-nums"
        >
          {buckets[index]?.label}
        </text>
      ))}
    </g>
  ));
}

// A label in the middle of the last of few buckets has room; of many, it would hang over the edge.
function anchorAt(index: number, count: number): 'start' | 'middle' | 'end' {
  if (count <= 14) return 'middle';
  if (index === count - 1) return 'end';
  return index === 0 ? 'start' : 'middle';
}

/** Hatching: still counting. `className` colours its strokes. */
export function Hatch({ id, className }: { id: string; className: string }) {
  return (
    <pattern id={id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="5" height="5" className="fill-page" />
      <rect width="2.5" height="5" className={className} />
    </pattern>
  );
}
