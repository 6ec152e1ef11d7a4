import { z } from 'zod';
import { type ChartGrain, chartGrains } from '#lib/measures/buckets.ts';
import { parseTurnFilter } from '#lib/measures/turn-filter.ts';
import { localDateText, readWindowWish, type WindowWish } from '#lib/measures/windows.ts';
import { readZone } from '#lib/measures/zones.ts';

/** The state of the analytics page, all of it in its address. */
export type AnalyticsParams = {
  window: WindowWish;
  /** Null: the viewer's own. */
  zone: string | null;
  /** Null: what suits the window. */
  grain: ChartGrain | null;
  knowledgeBases: string[];
  sources: string[];
};

/** The state of the page from its address; what cannot be read takes its default. */
export function parseAnalyticsParams(search: Record<string, string | string[] | undefined>): AnalyticsParams {
  const one = (name: string) => [search[name] ?? []].flat()[0] ?? '';
  const { knowledgeBases, sources } = parseTurnFilter({ kb: search.kb, source: search.source });
  return {
    window: readWindowWish({ window: one('window'), from: one('from'), to: one('to') }, '30d'),
    zone: readZone(one('tz')),
    grain: z.enum(chartGrains).nullable().catch(null).parse(one('by')),
    knowledgeBases,
    sources,
  };
}

/** The address of the page after `changes`; what is at its default is left out. */
export function analyticsHref(params: AnalyticsParams, changes: Partial<AnalyticsParams> = {}): string {
  const { window, zone, grain, knowledgeBases, sources } = { ...params, ...changes };
  const search = new URLSearchParams();
  if (window.name === 'custom') {
    search.set('from', localDateText(window.from));
    search.set('to', localDateText(window.to));
  } else if (window.name !== '30d') search.set('window', window.name);
  if (zone !== null) search.set('tz', zone);
  if (grain !== null) search.set('by', grain);
  for (const value of knowledgeBases) search.append('kb', value);
  for (const value of sources) search.append('source', value);
  const query = search.toString();
  return query === '' ? '/analytics' : `/analytics?${query}`;
}
