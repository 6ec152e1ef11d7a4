'use client';

import { memo, useMemo } from 'react';
import { Buckets, useReadBucket } from '#components/charts/buckets.tsx';
import { ChartPanel, type PanelHead } from '#components/charts/chart-panel.tsx';
import { Flags } from '#components/charts/flags.tsx';
import { Grid, Plot, Stretched, TimeAxis, wideMiddle } from '#components/charts/plot.tsx';
import { flagsWithin } from '#lib/charts/flags.ts';
import { linePath, lonePlaces } from '#lib/charts/paths.ts';
import { longestReading, readingWords } from '#lib/charts/reading.ts';
import { linearScale, logScale, middleOf, percent } from '#lib/charts/scale.ts';
import type { Flag } from '#lib/charts/series.ts';
import { countTicks, countTickText, logTicks } from '#lib/charts/ticks.ts';
import { type HistoryPoint, historyReading, historySummary, historyTable } from '#lib/monitoring/statements/history.ts';
import { msWords } from '#lib/monitoring/statements/words.ts';

const MEAN = { top: 26, bottom: 170 };
const CALLS = { top: 194, bottom: 262 };
const HEIGHT = 286;
const BAR = 0.8;

type Props = PanelHead & {
  points: readonly HistoryPoint[];
  flags: readonly Flag[];
  usualMs: number | null;
};

/** Milliseconds a call on a log scale with what is usual, over how often it was called; one axis of time for both. */
export function HistoryChart({ points, flags, usualMs, ...head }: Props) {
  const { read, hover, focus } = useReadBucket();
  const readings = useMemo(
    () => points.map((point, index) => historyReading(point, usualMs, flagsWithin(flags, index))),
    [points, flags, usualMs],
  );
  const links = useMemo(
    () => readings.map((reading, index) => ({ words: readingWords(reading), href: points[index]?.href ?? null })),
    [readings, points],
  );
  const table = useMemo(() => historyTable(points), [points]);
  const room = useMemo(() => longestReading(readings), [readings]);
  const reading = (read === null ? undefined : readings[read]) ?? historyReading(null, usualMs);
  return (
    <ChartPanel {...head} table={table} reading={reading} room={room} drawn>
      <div className="relative mr-5 mb-2 ml-16 phone:mr-4">
        <Plot summary={historySummary(points)} height={HEIGHT}>
          <Still points={points} flags={flags} usualMs={usualMs} />
          {read !== null && (
            <line
              x1={percent(middleOf(read, points.length))}
              x2={percent(middleOf(read, points.length))}
              y1={MEAN.top}
              y2={CALLS.bottom}
              className="stroke-ink-2"
              shapeRendering="crispEdges"
            />
          )}
        </Plot>
        <Buckets label={`${head.title}: one link a bucket`} links={links} hover={hover} focus={focus} />
      </div>
    </ChartPanel>
  );
}

type StillProps = Pick<Props, 'points' | 'flags' | 'usualMs'>;

const Still = memo(function Still({ points, flags, usualMs }: StillProps) {
  const known = [
    ...points.flatMap(({ mean }) => (mean === null ? [] : [mean])),
    ...(usualMs === null ? [] : [usualMs]),
  ];
  const [low, high] = [Math.max(0.01, Math.min(...known)), Math.max(0.02, ...known)];
  const ticks = known.length === 0 ? [1, 10] : logTicks(low, high, 6);
  const mean = logScale([ticks[0] ?? 1, ticks.at(-1) ?? 10], [MEAN.bottom, MEAN.top]);
  const most = Math.max(1, ...points.map(({ calls }) => calls));
  const calls = linearScale([0, most], [CALLS.bottom, CALLS.top]);
  const places = points.map((point, index) => ({
    x: wideMiddle(index, points.length),
    y: point.mean === null ? null : mean(point.mean),
  }));
  return (
    <>
      <Grid ticks={ticks.map((tick) => ({ y: mean(tick), text: msWords(tick) }))} />
      <Grid ticks={countTicks(most, 3).map((tick) => ({ y: calls(tick), text: countTickText(tick) }))} />
      {usualMs !== null && (
        <line
          x1="0"
          x2="100%"
          y1={mean(usualMs)}
          y2={mean(usualMs)}
          className="stroke-chart-before"
          strokeWidth="1.5"
          strokeDasharray="2 2"
        />
      )}
      {points.map((point, index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its place.
          key={index}
          x={percent((index + (1 - BAR) / 2) / points.length)}
          width={percent(BAR / points.length)}
          y={calls(point.calls)}
          height={CALLS.bottom - calls(point.calls)}
          className="fill-active"
        />
      ))}
      <Stretched height={HEIGHT}>
        <path d={linePath(places)} className="fill-none stroke-chart-1" strokeWidth="1.5" strokeLinejoin="round" />
      </Stretched>
      {lonePlaces(places).map((place) => (
        <circle
          key={place.x}
          cx={percent(place.x / 1_000)}
          cy={place.y}
          r="2"
          className="fill-chart-1 stroke-chart-1"
        />
      ))}
      <Flags flags={flags} count={points.length} bottom={MEAN.top} />
      <TimeAxis buckets={points} y={HEIGHT - 6} />
    </>
  );
});
