import type { ReactNode } from 'react';
import { Plot, Stretched, WIDE } from '#components/charts/plot.tsx';
import { BlindNotice } from '#components/monitoring/sight-notice.tsx';
import { Time } from '#components/ui/time.tsx';
import { areaPath, linePath } from '#lib/charts/paths.ts';
import { percent } from '#lib/charts/scale.ts';
import { formatBytes } from '#lib/monitoring/storage/bytes.ts';
import { forecastPicture, forecastSentence } from '#lib/monitoring/storage/forecast-picture.ts';
import type { Disk, Growth, Room, Storage } from '#lib/monitoring/storage/sample.ts';

const HEIGHT = 96;

/** What the disk holds, and between which two days it will be full. */
export function DiskPanel({ disk, growth, zone }: { disk: Disk; growth: Storage['growth']; zone: string }) {
  return (
    <div className="flex flex-col">
      <p className="px-5 py-3">
        <span className="text-figure tabular-nums">{formatBytes(disk.freeBytes)}</span>{' '}
        <span className="text-ink-2">{restOf(disk)}</span>
      </p>
      {disk.beside && (
        <p className="px-5 pb-3">
          <span className="tabular-nums">{formatBytes(disk.beside.freeBytes)}</span>{' '}
          <span className="text-ink-2">{restOf(disk.beside)}</span>
        </p>
      )}
      {growth.state === 'blind' ? (
        <BlindNotice {...growth} title="Forecast" />
      ) : (
        <Forecast disk={disk} growth={growth.value} at={growth.at} zone={zone} />
      )}
    </div>
  );
}

function restOf({ source, totalBytes, freeBytes }: Room): string {
  const what = source === 'budget' ? 'the budget of the settings' : 'the volume of the data directory';
  return `free of ${formatBytes(totalBytes)}, ${what}; ${Math.round((1 - freeBytes / totalBytes) * 100)} % used`;
}

function Forecast({ disk, growth, at, zone }: { disk: Disk; growth: Growth; at: string; zone: string }) {
  const picture = forecastPicture(disk, growth, at, { width: WIDE, height: HEIGHT });
  const sentence = forecastSentence(disk, growth);
  const cone = [...picture.fastest, ...picture.slowest.toReversed()];
  return (
    <figure className="px-5 pb-4">
      <div className="flex justify-between text-small text-ink-2">
        <span className="figures">{formatBytes(disk.totalBytes)}</span>
        <Time value={picture.to} zone={zone} style="day" />
      </div>
      <Plot summary={sentence} height={HEIGHT}>
        <Stretched height={HEIGHT}>
          <path d={`M0 0.5L${WIDE} 0.5`} className="stroke-chart-axis" strokeDasharray="2 3" />
          <path d={areaPath(picture.past, HEIGHT)} className="fill-chart-1-soft" />
          <path d={linePath(picture.past)} className="fill-none stroke-chart-1" strokeWidth="1.5" />
          <path d={`${linePath(cone)}Z`} className="fill-chart-1-soft/60" />
          <path
            d={linePath(picture.fastest)}
            className="fill-none stroke-chart-1"
            strokeWidth="1.5"
            strokeDasharray="4 3"
          />
          <path
            d={linePath(picture.slowest)}
            className="fill-none stroke-chart-1"
            strokeWidth="1.5"
            strokeDasharray="4 3"
          />
          <path d={`M${picture.now.x} 0L${picture.now.x} ${HEIGHT}`} className="stroke-ink-2" strokeWidth="1" />
        </Stretched>
        <line
          x1="0"
          x2={percent(1)}
          y1={HEIGHT}
          y2={HEIGHT}
          className="stroke-chart-grid"
          shapeRendering="crispEdges"
        />
      </Plot>
      <div className="relative h-4 text-small text-ink-2">
        <Time value={picture.from} zone={zone} style="day" />
        <span className="absolute" style={{ left: percent(picture.now.x / WIDE) }}>
          today
        </span>
      </div>
      <figcaption className="mt-2 max-w-prose">
        {sentence} <span className="text-ink-2">{paceOf(growth)}</span>
      </figcaption>
    </figure>
  );
}

/** How fast the database grows, where nothing is known of the disk. */
export function GrowthLine({ growth }: { growth: Storage['growth'] }): ReactNode {
  if (growth.state === 'blind') return <BlindNotice {...growth} title="Forecast" />;
  return <p className="px-5 pb-4 text-ink-2">{paceOf(growth.value)}</p>;
}

function paceOf({ slowest, fastest }: Growth): string {
  if (fastest <= 0) return 'The database does not grow.';
  return `The database grows by ${formatBytes(slowest)} to ${formatBytes(fastest)} a day.`;
}
