import type { Metadata } from 'next';
import { MoversPanel } from '#components/analytics/movers-panel.tsx';
import { PeriodBar } from '#components/analytics/period-bar.tsx';
import { SplitTable } from '#components/analytics/split-table.tsx';
import { Heatmap } from '#components/charts/heatmap.tsx';
import { PercentileLines } from '#components/charts/percentile-lines.tsx';
import { RateOverVolume } from '#components/charts/rate-over-volume.tsx';
import { Tiles } from '#components/charts/tiles.tsx';
import { PageHead } from '#components/layout/page-head.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { splitRows, tilesOf } from '#lib/analytics/changes.ts';
import { moversOf } from '#lib/analytics/movers.ts';
import type { Overview } from '#lib/analytics/overview.ts';
import { type AnalyticsParams, parseAnalyticsParams } from '#lib/analytics/params.ts';
import { drillHref, heatRows, percentilePoints, ratePoints, type Shown } from '#lib/analytics/points.ts';
import { formatCount } from '#lib/count.ts';
import { withChosen } from '#lib/measures/choices.ts';
import { zoneChoices } from '#lib/measures/zones.ts';
import { formatInstant } from '#lib/time.ts';
import { getOverview } from '#server/analytics/overview.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';

export const metadata: Metadata = { title: 'Analytics' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AnalyticsPage({ searchParams }: Props) {
  const actor = await requireActor('analytics.read');
  const params = parseAnalyticsParams(await searchParams);
  const viewersZone = await getViewerZone();
  const zone = params.zone ?? viewersZone;
  const now = new Date();
  const overview = await getOverview(actor, params, zone, now);
  const { window, grain, grains, choices } = overview;
  return (
    <>
      <PageHead
        title="Analytics"
        note={spanWords(overview, zone, now)}
        actions={
          <PeriodBar
            params={params}
            grain={grain}
            grains={grains}
            knowledgeBases={withChosen(choices.knowledgeBases, params.knowledgeBases)}
            sources={withChosen(choices.sources, params.sources)}
            zone={viewersZone}
            zones={zoneChoices()}
          />
        }
      />
      {overview.whole.turns === 0 ? (
        <EmptyState
          title="No turn in this time."
          action={<ButtonLink href="/analytics?window=all">Look at all time</ButtonLink>}
        >
          Figures stand here from the first turn on, a few seconds after it came.
        </EmptyState>
      ) : (
        <Figures
          overview={overview}
          params={params}
          shown={{ zone, now, params }}
          file={`${window.fromUtc.slice(0, 10)}-to-${window.toUtc.slice(0, 10)}`}
        />
      )}
    </>
  );
}

type FiguresProps = { overview: Overview; params: AnalyticsParams; shown: Shown; file: string };

function Figures({ overview, params, shown, file }: FiguresProps) {
  const { window, whole, knowledgeBases, sources } = overview;
  const bounds = { from: window.fromUtc, to: window.toUtc };
  const untimed = whole.turns - whole.timed;
  return (
    <>
      <Tiles tiles={tilesOf(overview)} />
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)_450px] max-[1100px]:grid-cols-1">
        <div className="min-w-0 border-line min-[1101px]:border-r">
          <div className="border-b border-line pt-1">
            <RateOverVolume
              title="Answer rate, volume"
              file={`answer-rate-${file}`}
              points={ratePoints(overview, shown)}
            />
          </div>
          <div className="grid grid-cols-2 max-[1300px]:grid-cols-1">
            <div className="min-w-0 border-line pt-1 min-[1301px]:border-r">
              <PercentileLines
                title="Response time"
                subtitle={`a ${overview.grain}, log scale`}
                file={`response-time-${file}`}
                points={percentilePoints(overview, shown)}
              />
            </div>
            <div className="min-w-0 border-line pt-1 max-[1300px]:border-t">
              <Heatmap
                title="When people ask"
                subtitle="turns by hour"
                file={`hours-${file}`}
                rows={heatRows(overview, shown)}
                columns={hours}
              />
            </div>
          </div>
        </div>
        <div className="min-w-0 max-[1100px]:border-t max-[1100px]:border-line">
          <MoversPanel {...moversOf(overview, shown)} />
          <div className="border-t border-line">
            <SplitTable
              title="By knowledge base"
              rows={splitRows(knowledgeBases, overview, (name) =>
                drillHref({ ...shown, params }, { ...bounds, knowledgeBases: [name] }),
              )}
              note={
                untimed > 0
                  ? `${formatCount(untimed)} turns came without a response time and are left out of p50 and p95.`
                  : undefined
              }
            />
            {sources.length > 1 && (
              <SplitTable
                title="By source"
                rows={splitRows(sources, overview, (name) =>
                  drillHref({ ...shown, params }, { ...bounds, sources: [name] }),
                )}
              />
            )}
          </div>
        </div>
      </div>
    </>
  );
}

const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

function spanWords({ window }: Overview, zone: string, now: Date): string {
  const last = new Date(Math.min(Date.parse(window.toUtc) - 1, now.getTime()));
  const style = window.unfinished ? 'moment' : 'day';
  return `${formatInstant(new Date(window.fromUtc), zone, 'day', now)} to ${formatInstant(last, zone, style, now)}, ${zone}`;
}
