import { type ChangeKind, changeKinds } from './change.ts';

/** The state of the page: which kind alone, null for all, and which page of them, from 1. */
export type ChangesParams = { kind: ChangeKind | null; page: number };

type SearchParams = Record<string, string | string[] | undefined>;

const MOST_PAGES = 1_000;

/** The state from an address; what cannot be read takes its default. */
export function parseChangesParams(search: SearchParams): ChangesParams {
  const one = (name: string) => [search[name] ?? []].flat()[0] ?? '';
  const page = Number(one('page'));
  return {
    kind: changeKinds.find((kind) => kind === one('kind')) ?? null,
    page: Number.isInteger(page) && page >= 1 && page <= MOST_PAGES ? page : 1,
  };
}

/** The address of the list in that state. */
export function changesHref({ kind, page }: ChangesParams): string {
  const search = [...(kind === null ? [] : [`kind=${kind}`]), ...(page === 1 ? [] : [`page=${page}`])].join('&');
  return search === '' ? '/monitoring/changes' : `/monitoring/changes?${search}`;
}
