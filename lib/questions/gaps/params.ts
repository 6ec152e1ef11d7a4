import { z } from 'zod';
import { type GapPeriod, type GapTab, gapPeriods, gapTabs } from './gap.ts';

/** The state of the inbox, all of it in its address. */
export type GapParams = { tab: GapTab; period: GapPeriod; gap: string | null };

const path = '/questions/gaps';
const identifier = z.string().regex(/^\d{1,18}$/);

/** The state of the inbox from its address; what cannot be read takes its default. */
export function parseGapParams(search: Record<string, string | string[] | undefined>): GapParams {
  const one = (name: string) => [search[name] ?? []].flat()[0];
  return {
    tab: z.enum(gapTabs).catch('open').parse(one('tab')),
    period: z.enum(gapPeriods).catch('30d').parse(one('period')),
    gap: identifier
      .nullable()
      .catch(null)
      .parse(one('gap') ?? null),
  };
}

/** The address of the inbox after `changes`; another tab or period opens no gap. */
export function gapHref(params: GapParams, changes: Partial<GapParams> = {}): string {
  const { tab, period, gap } = { ...params, gap: null, ...changes };
  const search = new URLSearchParams();
  if (tab !== 'open') search.set('tab', tab);
  if (period !== '30d') search.set('period', period);
  if (gap !== null) search.set('gap', gap);
  const query = search.toString();
  return query === '' ? path : `${path}?${query}`;
}
