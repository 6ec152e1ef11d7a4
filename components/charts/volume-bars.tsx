'use client';

import { memo, useId, useMemo } from 'react';
import { Buckets, useReadBucket } from '#components/charts/buckets.tsx';
import { ChartPanel, type PanelHead } from '#components/charts/chart-panel.tsx';
import { Nothing } from '#components/charts/nothing.tsx';
import { Hatch, Plot } from '#components/charts/plot.tsx';
import { longestReading, readingWords, volumeLegend, volumeReading } from '#lib/charts/reading.ts';
import { linearScale, percent } from '#lib/charts/scale.ts';
import type { VolumePoint } from '#lib/charts/series.ts';
import { volumeSummary } from '#lib/charts/summary.ts';
import { volumeTable } from '#lib/charts/table.ts';
import { labelledBuckets } from '#lib/charts/ticks.ts';

// The strip above the bars belongs to the words beside the mark of now.
const TOP = 14;
const BOTTOM = 56;
const HEIGHT = 76;
const BAR = 0.8;

type Props = PanelHead & {
  points: readonly VolumePoint[];
  /** The label of the right edge, where the last bucket ends: `24:00`. */
  endLabel?: string;
};

/** How many turns match, over all there are, through time; small enough for the head of a list. */
export function VolumeBars({ points, endLabel, ...head }: Props) {
  const { read, hover, focus } = useReadBucket();
  const readings = useMemo(() => points.map(volumeReading), [points]);
  const links = useMemo(
    () => readings.map((reading, index) => ({ words: readingWords(reading), href: points[index]?.href ?? null })),
    [readings, points],
  );
  const table = useMemo(() => volumeTable(points), [points]);
  const room = useMemo(() => longestReading(readings), [readings]);
  const reading = (read === null ? undefined : readings[read]) ?? volumeLegend(points);
  if (points.length === 0) return <Nothing {...head} table={table} />;
  return (
    <ChartPanel {...head} table={table} reading={reading} room={room} drawn>
      <div className="relative mx-5 mb-2 phone:mx-4">
        <Plot summary={volumeSummary(points)} height={HEIGHT}>
          <Still points={points} endLabel={endLabel} />
          {read !== null && (
            <rect
              x={percent(read / points.length)}
              y={TOP}
              width={percent(1 / points.length)}
              height={BOTTOM - TOP}
              className="fill-none stroke-ink-2"
            />
          )}
        </Plot>
        <Buckets label={`${head.title}: one link a bucket`} links={links} hover={hover} focus={focus} />
      </div>
    </ChartPanel>
  );
}

type StillProps = { points: readonly VolumePoint[]; endLabel?: string };

const Still = memo(function Still({ points, endLabel }: StillProps) {
  const id = useId();
  const count = points.length;
  const y = linearScale(
    [0, Math.max(1, ...points.map(({ all, expected }) => Math.max(all, expected ?? 0)))],
    [BOTTOM, TOP],
  );
  const now = points.findIndex(({ unfinished }) => unfinished);
  return (
    <>
      <defs>
        <Hatch id={`${id}-all`} className="fill-line-strong" />
        <Hatch id={`${id}-matching`} className="fill-chart-1" />
      </defs>
      <Marks points={points} endLabel={endLabel} />
      {points.map(({ all, matching, expected, unfinished }, index) => {
        const across = { x: percent((index + (1 - BAR) / 2) / count), width: percent(BAR / count) };
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its place.
          <g key={index}>
            {unfinished && expected !== null && expected > all && (
              <rect
                {...across}
                y={y(expected)}
                height={BOTTOM - y(expected)}
                className="fill-none stroke-chart-axis"
                strokeDasharray="2 2"
              />
            )}
            <rect
              {...across}
              y={y(all)}
              height={BOTTOM - y(all)}
              className={unfinished ? undefined : 'fill-active'}
              fill={unfinished ? `url(#${id}-all)` : undefined}
            />
            {matching !== null && (
              <rect
                {...across}
                y={y(matching)}
                height={BOTTOM - y(matching)}
                className={unfinished ? undefined : 'fill-chart-1'}
                fill={unfinished ? `url(#${id}-matching)` : undefined}
              />
            )}
          </g>
        );
      })}
      <line x1="0" x2="100%" y1={BOTTOM} y2={BOTTOM} className="stroke-line" shapeRendering="crispEdges" />
      {now >= 0 && <Now share={(now + 1) / count} />}
    </>
  );
});

function Marks({ points, endLabel }: StillProps) {
  const labels = labelledBuckets(
    points.map((point) => ({ ...point, unfinished: false })),
    4,
  );
  return (
    <>
      {labels.map((index) => {
        const x = percent(index / points.length);
        return (
          <g key={index}>
            <line x1={x} x2={x} y1={TOP} y2={BOTTOM} className="stroke-line" shapeRendering="crispEdges" />
            <text
              x={x}
              y={HEIGHT - 4}
              textAnchor={index === 0 ? 'start' : 'middle'}
              className="figures fill-chart-axis text-micro"
            >
              {points[index]?.label}
            </text>
          </g>
        );
      })}
      {endLabel && (
        <text x="100%" y={HEIGHT - 4} textAnchor="end" className="figures fill-chart-axis text-micro">
          {endLabel}
        </text>
      )}
    </>
  );
}

function Now({ share }: { share: number }) {
  const x = percent(share);
  const late = share > 0.7;
  return (
    <>
      <line x1={x} x2={x} y1={0} y2={BOTTOM} className="stroke-ink-3" shapeRendering="crispEdges" />
      <text x={x} dx={late ? -6 : 6} y={8} textAnchor={late ? 'end' : 'start'} className="fill-ink-2 text-micro">
        now, still counting
      </text>
    </>
  );
}
