'use client';

import { memo, useId, useMemo } from 'react';
import { Buckets, useReadBucket } from '#components/charts/buckets.tsx';
import { ChartPanel, type PanelHead } from '#components/charts/chart-panel.tsx';
import { Flags } from '#components/charts/flags.tsx';
import { Nothing } from '#components/charts/nothing.tsx';
import { Plot, TimeAxis } from '#components/charts/plot.tsx';
import { RateLine, rateFrame } from '#components/charts/rate-line.tsx';
import { StateHatches, VolumeStack, volumeFrame } from '#components/charts/volume-stack.tsx';
import { flagsWithin } from '#lib/charts/flags.ts';
import { longestReading, rateLegend, rateReading, readingWords } from '#lib/charts/reading.ts';
import { middleOf, percent } from '#lib/charts/scale.ts';
import type { Flag, RatePoint } from '#lib/charts/series.ts';
import { rateSummary } from '#lib/charts/summary.ts';
import { rateTable } from '#lib/charts/table.ts';

const FLAGS = 24;
const RATE = { top: FLAGS, bottom: 192 };
const VOLUME = { top: 224, bottom: 316 };
const HEIGHT = 340;

const none: readonly Flag[] = [];

type Props = PanelHead & { points: readonly RatePoint[]; flags?: readonly Flag[] };

/** The answer rate with its 95 % band and the period before, over all turns by their state; one axis of time for both. */
export function RateOverVolume({ points, flags = none, ...head }: Props) {
  const { read, hover, focus } = useReadBucket();
  const readings = useMemo(
    () => points.map((point, index) => rateReading(point, flagsWithin(flags, index))),
    [points, flags],
  );
  const links = useMemo(
    () => readings.map((reading, index) => ({ words: readingWords(reading), href: points[index]?.href ?? null })),
    [readings, points],
  );
  const table = useMemo(() => rateTable(points), [points]);
  const room = useMemo(() => longestReading(readings), [readings]);
  const reading = (read === null ? undefined : readings[read]) ?? rateLegend(points);
  if (points.length === 0) return <Nothing {...head} table={table} />;
  return (
    <ChartPanel {...head} table={table} reading={reading} room={room} drawn>
      <div className="relative mr-5 mb-2 ml-14 phone:mr-4 phone:ml-12">
        <Plot summary={rateSummary(points)} height={HEIGHT}>
          <Still points={points} flags={flags} />
          {read !== null && <Crosshair points={points} index={read} />}
        </Plot>
        <Buckets label={`${head.title}: one link a bucket`} links={links} hover={hover} focus={focus} />
      </div>
    </ChartPanel>
  );
}

// What stands still is drawn once; only the crosshair moves.
const Still = memo(function Still({ points, flags }: { points: readonly RatePoint[]; flags: readonly Flag[] }) {
  const id = useId();
  return (
    <>
      <defs>
        <StateHatches hatches={id} />
      </defs>
      <RateLine points={points} {...RATE} />
      <VolumeStack points={points} {...VOLUME} hatches={id} />
      <Flags flags={flags} count={points.length} bottom={RATE.top} />
      <TimeAxis buckets={points} y={VOLUME.bottom + 18} />
    </>
  );
});

function Crosshair({ points, index }: { points: readonly RatePoint[]; index: number }) {
  const point = points[index];
  if (!point) return null;
  const x = percent(middleOf(index, points.length));
  const answered = volumeFrame(points, VOLUME)(point, index).states.find(({ state }) => state === 'answered');
  return (
    <>
      {answered && !point.unfinished && <rect {...answered.box} className="fill-chart-1" />}
      <line x1={x} x2={x} y1={RATE.top} y2={VOLUME.bottom} className="stroke-ink-2" shapeRendering="crispEdges" />
      {point.rate !== null && (
        <circle
          cx={x}
          cy={rateFrame(points, RATE).y(point.rate)}
          r="3.5"
          className={point.unfinished ? 'fill-page stroke-chart-1' : 'fill-chart-1 stroke-page'}
          strokeWidth="1.5"
        />
      )}
    </>
  );
}
