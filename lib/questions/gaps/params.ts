import { z } from 'zod';
import { queryText } from '#lib/questions/params.ts';
import { FIRST_PERIOD, type GapPeriod, type GapTab, gapPeriods, gapTabs, LAST_GAP_PAGE } from './gap.ts';

/** The state of the inbox, all of it in its address. */
export type GapParams = {
  tab: GapTab;
  period: GapPeriod;
  gap: string | null;
  /** Words that the shown gaps have; '' for all. */
  query: string;
  /** From 1. */
  page: number;
};

const path = '/questions/gaps';
const identifier = z.string().regex(/^\d{1,18}$/);
const pageNumber = z.coerce.number().int().min(1).max(LAST_GAP_PAGE).catch(1);

/** The state of the inbox from its address; what cannot be read takes its default. */
export function parseGapParams(search: Record<string, string | string[] | undefined>): GapParams {
  const one = (name: string) => [search[name] ?? []].flat()[0];
  return {
    tab: z.enum(gapTabs).catch('open').parse(one('tab')),
    period: z.enum(gapPeriods).catch(FIRST_PERIOD).parse(one('period')),
    gap: identifier
      .nullable()
      .catch(null)
      .parse(one('gap') ?? null),
    query: queryText.parse(one('q')),
    page: pageNumber.parse(one('page')),
  };
}

/** The address of the inbox after `changes`; another tab, period, page or other words open no gap, and all but a page lead to page 1. */
export function gapHref(params: GapParams, changes: Partial<GapParams> = {}): string {
  const isOtherList = 'tab' in changes || 'period' in changes || 'query' in changes;
  const { tab, period, gap, query, page } = { ...params, gap: null, ...(isOtherList && { page: 1 }), ...changes };
  const search = new URLSearchParams();
  if (tab !== 'open') search.set('tab', tab);
  if (period !== FIRST_PERIOD) search.set('period', period);
  if (query !== '') search.set('q', query);
  if (page > 1) search.set('page', String(page));
  if (gap !== null) search.set('gap', gap);
  const written = search.toString();
  return written === '' ? path : `${path}?${written}`;
}

/** The inbox as first opened. */
export const firstGapParams: GapParams = { tab: 'open', period: FIRST_PERIOD, gap: null, query: '', page: 1 };
