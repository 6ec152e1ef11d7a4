import { z } from 'zod';
import { kinds } from '#lib/phonebook/fields.ts';
import { holdable } from '#lib/phonebook/text.ts';

export const PAGE_SIZE = 50;
/** The list is walked this far and no further; past it, a search or a filter is quicker for everybody. */
export const LAST_PAGE = 200;
export const LONGEST_QUERY = 500;

export const sorts = ['name', 'designation', 'department', 'changed'] as const;
export type Sort = (typeof sorts)[number];

const text = (longest: number) =>
  z
    .string()
    .transform((value) => holdable(value).slice(0, longest).toWellFormed())
    .catch('');
const filter = text(200).transform((value) => value || null);

const paramsSchema = z.object({
  q: text(LONGEST_QUERY),
  page: z.coerce.number().int().min(1).max(LAST_PAGE).catch(1),
  /** Null: by match when something is searched, else by name. */
  sort: z.enum(sorts).nullable().catch(null),
  dir: z.enum(['asc', 'desc']).catch('asc'),
  department: filter,
  designation: filter,
  division: filter,
  kind: z.enum(kinds).nullable().catch(null),
  deleted: z
    .literal('1')
    .transform(() => true)
    .catch(false),
  /** The entry open beside the list. */
  open: z.coerce.number().int().positive().max(2_147_483_647).nullable().catch(null),
});

export type PhonebookParams = z.infer<typeof paramsSchema>;
export type SearchParams = Record<string, string | string[] | undefined>;

/** The state of the list from its address. Whatever cannot be read takes its default: a bad address is page 1. */
export function parsePhonebookParams(search: SearchParams): PhonebookParams {
  const first = Object.fromEntries(
    Object.entries(search).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
  return paramsSchema.parse({ ...emptyAddress, ...first });
}

const emptyAddress = Object.fromEntries(Object.keys(paramsSchema.shape).map((name) => [name, undefined]));

/** The list as first opened: everybody by name. */
export const firstParams: PhonebookParams = parsePhonebookParams({});

/** The address of the list after `changes`; what is at its default is left out. A change of anything but the page goes to page 1. */
export function phonebookHref(params: PhonebookParams, changes: Partial<PhonebookParams> = {}): string {
  const staysOnPage = Object.keys(changes).every((name) => name === 'page' || name === 'open');
  const next = { ...params, ...(staysOnPage ? {} : { page: 1, open: null }), ...changes };
  const search = new URLSearchParams();
  if (next.q.trim() !== '') search.set('q', next.q);
  for (const name of ['department', 'designation', 'division', 'kind', 'sort'] as const) {
    const value = next[name];
    if (value !== null) search.set(name, value);
  }
  if (next.dir === 'desc') search.set('dir', 'desc');
  if (next.deleted) search.set('deleted', '1');
  if (next.page > 1) search.set('page', String(next.page));
  if (next.open !== null) search.set('open', String(next.open));
  const query = search.toString();
  return query === '' ? '/phonebook' : `/phonebook?${query}`;
}

/** Where the list is had as CSV: the same search, filters and order, all pages. */
export function exportHref(params: PhonebookParams): string {
  return phonebookHref({ ...params, page: 1, open: null }).replace('/phonebook', '/phonebook/export');
}

/** The address after a click on a column's head: that order, then the other way round. */
export function sortHref(params: PhonebookParams, sort: Sort): string {
  const current = params.sort ?? (params.q.trim() === '' ? 'name' : null);
  const dir = current === sort && params.dir === 'asc' ? 'desc' : 'asc';
  return phonebookHref(params, { sort, dir });
}

/** Whether anything narrows the list. */
export function isNarrowed(params: PhonebookParams): boolean {
  const { q, department, designation, division, kind } = params;
  return q.trim() !== '' || [department, designation, division, kind].some((value) => value !== null);
}

/** The state behind an address that `phonebookHref` made. */
export function readPhonebookHref(href: string): PhonebookParams {
  return parsePhonebookParams(Object.fromEntries(new URLSearchParams(href.split('?')[1] ?? '')));
}

/** Only who may edit sees deleted entries; for others the address is that of the living. */
export function paramsFor(params: PhonebookParams, canEdit: boolean): PhonebookParams {
  return canEdit ? params : { ...params, deleted: false };
}

/** The id of an entry from its address, or null when it cannot be one. */
export function readContactId(text: string): number | null {
  const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null;
  return id === null || id > 2_147_483_647 ? null : id;
}
