import { z } from 'zod';
import { type ChangeKind, changeKinds } from '#lib/imports/batch.ts';

export const CHANGES_PER_PAGE = 50;
export const BATCHES_PER_PAGE = 50;

const page = z.coerce.number().int().min(1).max(100_000).catch(1);
const paramsSchema = z.object({
  /** What of the batch is in sight. */
  show: z
    .enum([...changeKinds, 'problems'])
    .optional()
    .catch(undefined),
  page,
});
export type BatchParams = z.infer<typeof paramsSchema>;

type SearchParams = Record<string, string | string[] | undefined>;

/** The view of a batch from its address; a bad address is the first page of everything. */
export function parseBatchParams(search: SearchParams): BatchParams {
  const first = (name: string) => (Array.isArray(search[name]) ? search[name][0] : search[name]);
  return paramsSchema.parse({ show: first('show'), page: first('page') ?? 1 });
}

/** The page of the list of past imports. */
export function parseListPage(search: SearchParams): number {
  return page.parse(Array.isArray(search.page) ? search.page[0] : (search.page ?? 1));
}

/** The address of a batch, with one kind of change and a page of it. */
export function batchHref(batch: number, show?: ChangeKind | 'problems', onPage = 1): string {
  const query = new URLSearchParams();
  if (show !== undefined) query.set('show', show);
  if (onPage > 1) query.set('page', String(onPage));
  return `/phonebook/import/${batch}${query.size === 0 ? '' : `?${query}`}`;
}

/** The number of a batch from its address; null when it is none. */
export function readBatchId(text: string): number | null {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}
