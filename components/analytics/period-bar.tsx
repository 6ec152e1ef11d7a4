'use client';

import { BarMenu, OwnPeriod, PeriodMenu } from '#components/layout/period-menu.tsx';
import { MenuItem } from '#components/ui/menu.tsx';
import { type AnalyticsParams, analyticsHref } from '#lib/analytics/params.ts';
import type { ChartGrain } from '#lib/measures/buckets.ts';

type BarProps = {
  params: AnalyticsParams;
  grain: ChartGrain;
  grains: readonly ChartGrain[];
  knowledgeBases: readonly string[];
  sources: readonly string[];
  zone: string;
  zones: readonly string[];
};

/** Which time, bases and sources are looked at, and in what steps. Everything is a link. */
export function PeriodBar({ params, grain, grains, knowledgeBases, sources, zone, zones }: BarProps) {
  const pick = (list: readonly string[], value: string) =>
    list.includes(value) ? list.filter((one) => one !== value) : [...list, value];
  return (
    <div className="flex flex-wrap items-center gap-2">
      <PeriodMenu window={params.window} hrefOf={(window) => analyticsHref(params, { window, grain: null })} />
      <BarMenu name="Knowledge base" value={params.knowledgeBases.map((name) => name || 'none').join(', ')}>
        {params.knowledgeBases.length > 0 && (
          <MenuItem href={analyticsHref(params, { knowledgeBases: [] })}>All</MenuItem>
        )}
        {knowledgeBases.map((name) => (
          <MenuItem key={name} href={analyticsHref(params, { knowledgeBases: pick(params.knowledgeBases, name) })}>
            {name || 'None named'}
          </MenuItem>
        ))}
      </BarMenu>
      {(sources.length > 1 || params.sources.length > 0) && (
        <BarMenu name="Source" value={params.sources.join(', ')}>
          {params.sources.length > 0 && <MenuItem href={analyticsHref(params, { sources: [] })}>All</MenuItem>}
          {sources.map((name) => (
            <MenuItem key={name} href={analyticsHref(params, { sources: pick(params.sources, name) })}>
              {name}
            </MenuItem>
          ))}
        </BarMenu>
      )}
      <BarMenu name="By" value={grain}>
        {grains.map((name) => (
          <MenuItem key={name} href={analyticsHref(params, { grain: name })}>
            {name}
          </MenuItem>
        ))}
      </BarMenu>
      <OwnPeriod
        window={params.window}
        zone={params.zone}
        viewersZone={zone}
        zones={zones}
        hrefOf={(window, own) => analyticsHref(params, { window, zone: own, grain: null })}
      />
    </div>
  );
}
