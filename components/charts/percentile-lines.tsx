'use client';

import { memo, useMemo } from 'react';
import { Buckets, useReadBucket } from '#components/charts/buckets.tsx';
import { ChartPanel, type PanelHead } from '#components/charts/chart-panel.tsx';
import { Nothing } from '#components/charts/nothing.tsx';
import { Grid, Plot, Stretched, TimeAxis, wideMiddle } from '#components/charts/plot.tsx';
import { seriesLooks } from '#components/charts/swatch.tsx';
import { formatDuration } from '#lib/charts/figures.ts';
import { linePath, lonePlaces } from '#lib/charts/paths.ts';
import { longestReading, percentileLegend, percentileReading, readingWords } from '#lib/charts/reading.ts';
import { DENSE, logScale, middleOf, percent } from '#lib/charts/scale.ts';
import type { PercentilePoint } from '#lib/charts/series.ts';
import { spreadLabels } from '#lib/charts/spread.ts';
import { percentileSummary } from '#lib/charts/summary.ts';
import { percentileTable } from '#lib/charts/table.ts';
import { logTicks } from '#lib/charts/ticks.ts';

const TOP = 12;
const BOTTOM = 212;
const HEIGHT = 236;

const series = [
  { name: 'p50', mark: 'line-1', dot: 'stroke-chart-1 fill-chart-1' },
  { name: 'p95', mark: 'line-2', dot: 'stroke-chart-2 fill-chart-2' },
  { name: 'p99', mark: 'line-3', dot: 'stroke-chart-3 fill-chart-3' },
] as const;

/** Response times at the middle and both tails on a log scale, in milliseconds; a gap where none was measured. */
export function PercentileLines({ points, ...head }: PanelHead & { points: readonly PercentilePoint[] }) {
  const { read, hover, focus } = useReadBucket();
  const readings = useMemo(() => points.map(percentileReading), [points]);
  const links = useMemo(
    () => readings.map((reading, index) => ({ words: readingWords(reading), href: points[index]?.href ?? null })),
    [readings, points],
  );
  const table = useMemo(() => percentileTable(points), [points]);
  const room = useMemo(() => longestReading(readings), [readings]);
  const reading = (read === null ? undefined : readings[read]) ?? percentileLegend();
  if (points.length === 0) return <Nothing {...head} table={table} />;
  return (
    <ChartPanel {...head} table={table} reading={reading} room={room} drawn>
      <div className="relative mr-14 mb-2 ml-16 phone:ml-14">
        <Plot summary={percentileSummary(points)} height={HEIGHT}>
          <Still points={points} />
          {read !== null && <Crosshair points={points} index={read} />}
        </Plot>
        <Buckets label={`${head.title}: one link a bucket`} links={links} hover={hover} focus={focus} />
      </div>
    </ChartPanel>
  );
}

function frameOf(points: readonly PercentilePoint[]) {
  const known = points.flatMap(({ p50, p95, p99 }) => [p50, p95, p99]).filter((value) => value !== null);
  const ticks = known.length > 0 ? logTicks(Math.max(1, Math.min(...known)), Math.max(1, ...known), 7) : [100, 1_000];
  return { ticks, y: logScale([ticks[0] ?? 1, ticks.at(-1) ?? 10], [BOTTOM, TOP]) };
}

const Still = memo(function Still({ points }: { points: readonly PercentilePoint[] }) {
  const { ticks, y } = frameOf(points);
  const ends = series.flatMap((line) => {
    const index = points.findLastIndex((point) => point[line.name] !== null);
    const value = points[index]?.[line.name] ?? null;
    return value === null ? [] : [{ ...line, index, y: y(value) }];
  });
  const labels = spreadLabels(
    ends.map((end) => end.y),
    13,
    [TOP, BOTTOM],
  );
  return (
    <>
      <Grid ticks={ticks.map((tick) => ({ y: y(tick), text: formatDuration(tick) }))} />
      <Stretched height={HEIGHT}>
        {series.map(({ name, mark }) => (
          <Line key={name} points={points} name={name} mark={mark} y={y} />
        ))}
      </Stretched>
      {series.map(({ name, dot }) =>
        lonePlaces(placesOf(points, name, y)).map((place) => (
          <circle key={`${name} ${place.x}`} cx={percent(place.x / 1_000)} cy={place.y} r="1.5" className={dot} />
        )),
      )}
      {ends.map((end, place) => (
        <g key={end.name}>
          <End index={end.index} count={points.length} y={end.y} hollow={points[end.index]?.unfinished} dot={end.dot} />
          <text x="100%" dx="10" y={(labels[place] ?? end.y) + 4} className="fill-ink-2 text-small">
            {end.name}
          </text>
        </g>
      ))}
      <TimeAxis buckets={points} y={HEIGHT - 6} />
    </>
  );
});

type LineProps = {
  points: readonly PercentilePoint[];
  name: (typeof series)[number]['name'];
  mark: keyof typeof seriesLooks;
  y: (value: number) => number;
};

function placesOf(points: readonly PercentilePoint[], name: LineProps['name'], y: LineProps['y']) {
  return points.map((point, index) => {
    const value = point[name];
    return { x: wideMiddle(index, points.length), y: value === null ? null : y(value), unfinished: point.unfinished };
  });
}

function Line({ points, name, mark, y }: LineProps) {
  const places = placesOf(points, name, y);
  const ahead = places.filter(({ unfinished }, index) => unfinished || places[index + 1]?.unfinished);
  const { line, dash } = seriesLooks[mark];
  return (
    <>
      <path
        d={linePath(places.map((place) => (place.unfinished ? { ...place, y: null } : place)))}
        className={`fill-none ${line}`}
        strokeWidth={points.length > DENSE ? 1.25 : 1.5}
        strokeDasharray={dash}
        strokeLinejoin="round"
      />
      <path d={linePath(ahead)} className={`fill-none ${line}`} strokeWidth="1.5" strokeDasharray="2 2" />
    </>
  );
}

type EndProps = { index: number; count: number; y: number; hollow?: boolean; dot: string };

function End({ index, count, y, hollow, dot }: EndProps) {
  return (
    <svg x={percent(middleOf(index, count))} y={y} aria-hidden="true" className="overflow-visible">
      <circle r={hollow ? 3 : 2} className={dot} strokeWidth="1.5" />
      {hollow && <circle r="2.25" className="fill-page" />}
    </svg>
  );
}

function Crosshair({ points, index }: { points: readonly PercentilePoint[]; index: number }) {
  const point = points[index];
  if (!point) return null;
  const { y } = frameOf(points);
  const x = percent(middleOf(index, points.length));
  return (
    <>
      <line x1={x} x2={x} y1={TOP} y2={BOTTOM} className="stroke-ink-2" shapeRendering="crispEdges" />
      {series.map(({ name, dot }) => {
        const value = point[name];
        if (value === null) return null;
        return <End key={name} index={index} count={points.length} y={y(value)} hollow={point.unfinished} dot={dot} />;
      })}
    </>
  );
}
