import { z } from 'zod';
import { firstParams, LONGEST_QUERY, phonebookHref, type SearchParams } from '#lib/phonebook/params.ts';
import { holdable } from '#lib/phonebook/text.ts';

/** Rows on a page to read, and on one to print. */
export const SCREEN_ROWS = 100;
export const PRINT_ROWS = 2000;
const LAST_PAGE = 500;

export const groupings = ['designation', 'division'] as const;

const text = (longest: number) =>
  z
    .string()
    .transform((value) => holdable(value).slice(0, longest).toWellFormed())
    .catch('');

const paramsSchema = z.object({
  q: text(LONGEST_QUERY),
  by: z.enum(groupings).catch('designation'),
  /** Only the people of this division. */
  division: text(200).transform((value) => value || null),
  page: z.coerce.number().int().min(1).max(LAST_PAGE).catch(1),
  /** The long page that goes to the printer. */
  print: z
    .literal('1')
    .transform(() => true)
    .catch(false),
});

export type DepartmentParams = z.infer<typeof paramsSchema>;

/** The state of a department's page from its address; what cannot be read takes its default. */
export function parseDepartmentParams(search: SearchParams): DepartmentParams {
  const one = (name: string) => [search[name]].flat()[0];
  return paramsSchema.parse(Object.fromEntries(Object.keys(paramsSchema.shape).map((name) => [name, one(name)])));
}

/** How many rows a page holds. */
export function rowsOn({ print }: Pick<DepartmentParams, 'print'>): number {
  return print ? PRINT_ROWS : SCREEN_ROWS;
}

/**
 * The page of a department. A change of anything but the page goes to page 1. No address can end in the names "." and
 * "..", so these open the phonebook with the filter.
 */
export function departmentHref(name: string, params: Partial<DepartmentParams> = {}): string {
  if (name === '.' || name === '..') return phonebookHref(firstParams, { department: name });
  const search = new URLSearchParams();
  if (params.q?.trim()) search.set('q', params.q);
  if (params.by === 'division') search.set('by', params.by);
  if (params.division) search.set('division', params.division);
  if (params.print) search.set('print', '1');
  if (params.page !== undefined && params.page > 1) search.set('page', String(params.page));
  const query = search.toString();
  return `/phonebook/departments/${encodeURIComponent(name.toWellFormed())}${query === '' ? '' : `?${query}`}`;
}

/** The name of a department from the last part of its address, or null when it cannot be one. */
export function readDepartmentName(part: string): string | null {
  try {
    return holdable(decodeURIComponent(part)) || null;
  } catch {
    return null;
  }
}
