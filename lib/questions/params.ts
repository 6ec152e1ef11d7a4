import { z } from 'zod';
import { localDateText, readWindowWish, type WindowWish } from '#lib/measures/windows.ts';
import { readZone } from '#lib/measures/zones.ts';
import { type GroupOrder, groupOrders } from '#lib/questions/groups.ts';

/** Groups a page of the list shows. */
export const PAGE_SIZE = 20;
/** The list is walked this far and no further; past it, words or another order find more. */
export const LAST_PAGE = 250;
export const LONGEST_QUERY = 200;

export const questionViews = ['meaning', 'exact', 'small-talk'] as const;
export type QuestionView = (typeof questionViews)[number];

/** The state of the pages of questions, all of it in their addresses. */
export type QuestionParams = {
  view: QuestionView;
  window: WindowWish;
  /** Null: the viewer's own. */
  zone: string | null;
  order: GroupOrder;
  /** Words that the shown questions have; '' for all. */
  query: string;
  /** From 1. */
  page: number;
};

type SearchParams = Record<string, string | string[] | undefined>;

/** Words to look for, as an address holds them. */
export const queryText = z
  .string()
  .transform((value) => value.replaceAll('\0', '').toWellFormed().trim().slice(0, LONGEST_QUERY).toWellFormed())
  .catch('');

const pageNumber = z.coerce.number().int().min(1).max(LAST_PAGE).catch(1);

/** The state from an address; what cannot be read takes its default. Small talk is a page of its own and names itself. */
export function parseQuestionParams(search: SearchParams, page?: 'small-talk'): QuestionParams {
  const one = (name: string) => [search[name] ?? []].flat()[0] ?? '';
  return {
    view: page ?? (one('view') === 'exact' ? 'exact' : 'meaning'),
    window: readWindowWish({ window: one('window'), from: one('from'), to: one('to') }, '30d'),
    zone: readZone(one('tz')),
    order: z.enum(groupOrders).catch('asked').parse(one('order')),
    query: queryText.parse(one('q')),
    page: pageNumber.parse(one('page')),
  };
}

/** The address of the list after `changes`; what is at its default is left out. A change of anything but the page goes to page 1. */
export function questionsHref(params: QuestionParams, changes: Partial<QuestionParams> = {}): string {
  const next = { ...params, ...('page' in changes ? {} : { page: 1 }), ...changes };
  return withSearch(next.view === 'small-talk' ? '/questions/small-talk' : '/questions', searchOf(next));
}

/** Where the list is had as CSV, all its pages. */
export function exportHref(params: QuestionParams): string {
  return withSearch('/questions/export', namedSearchOf({ ...params, page: 1 }));
}

/** The page of a group, in the same period, with all that leads back to the list it was reached from. */
export function groupHref(group: number, params: QuestionParams): string {
  return groupPageHref(group, params, {});
}

/** The page of a group after a change of its period, which takes the list to its page 1, or with another page of its members. */
export function groupPageHref(
  group: number,
  params: QuestionParams,
  { members = 1, ...period }: Partial<Pick<QuestionParams, 'window' | 'zone'>> & { members?: number },
): string {
  const isChanged = Object.keys(period).length > 0;
  const search = namedSearchOf({ ...params, ...period, page: isChanged ? 1 : params.page });
  if (members > 1) search.set('members', String(members));
  return withSearch(`/questions/${group}`, search);
}

/** The state of a group's page from its address: that of the list it was reached from, and which page of its members. */
export function parseGroupParams(search: SearchParams): { params: QuestionParams; members: number } {
  const [view = ''] = [search.view ?? []].flat();
  const [members = ''] = [search.members ?? []].flat();
  return {
    params: parseQuestionParams(search, view === 'small-talk' ? view : undefined),
    members: pageNumber.parse(members),
  };
}

/** The id of a group from its address: a positive whole number, or -1 to -3 for small talk; else null. */
export function readGroupId(part: string): number | null {
  return /^(-[123]|[1-9]\d{0,14})$/.test(part) ? Number(part) : null;
}

/** The list as first opened. */
export const firstParams: QuestionParams = {
  view: 'meaning',
  window: { name: '30d' },
  zone: null,
  order: 'asked',
  query: '',
  page: 1,
};

function withSearch(path: string, search: URLSearchParams): string {
  const query = search.toString();
  return query === '' ? path : `${path}?${query}`;
}

/** For an address that does not tell small talk by its path. */
function namedSearchOf(params: QuestionParams): URLSearchParams {
  const search = searchOf(params);
  if (params.view === 'small-talk') search.set('view', params.view);
  return search;
}

function searchOf({ view, window, zone, order, query, page }: QuestionParams): URLSearchParams {
  const search = new URLSearchParams();
  if (view === 'exact') search.set('view', view);
  if (window.name === 'custom') {
    search.set('from', localDateText(window.from));
    search.set('to', localDateText(window.to));
  } else if (window.name !== '30d') search.set('window', window.name);
  if (zone !== null) search.set('tz', zone);
  if (order !== 'asked') search.set('order', order);
  if (query !== '') search.set('q', query);
  if (page > 1) search.set('page', String(page));
  return search;
}
