import { parseTurnFilter, type TurnFilter, turnFilterParams } from '#lib/measures/turn-filter.ts';
import { boundedInstant, localDateText, readWindowWish, type WindowWish } from '#lib/measures/windows.ts';
import { readZone } from '#lib/measures/zones.ts';
import { type Cursor, readCursor, writeCursor } from './turn.ts';

type SearchParams = Record<string, string | string[] | undefined>;

/** The state of the log, all of it in its address. */
export type LogParams = {
  /** A window by name or by two dates; null where two exact instants or nothing bound the time. */
  window: WindowWish | null;
  /** The zone its days are read in; null: the viewer's own. */
  zone: string | null;
  /** `from` and `to` are set when the address carries instants; else the window decides them. */
  filter: TurnFilter;
  walk: { cursor: Cursor | null; direction: 'older' | 'newer' };
  /** The turn whose session stands open beside the list. */
  open: Cursor | null;
};

/**
 * The state of the log from its address, read at `now`. What cannot be read takes its default, and an instant before or after
 * all turns the nearest that can be.
 */
export function parseLogParams(search: SearchParams, now: Date): LogParams {
  const one = (name: string) => [search[name] ?? []].flat()[0] ?? null;
  const { from, to, ...rest } = parseTurnFilter(search);
  const filter = { from: from && boundedInstant(from, now), to: to && boundedInstant(to, now), ...rest };
  const before = readCursor(one('before'));
  const after = readCursor(one('after'));
  return {
    window: filter.from === null && filter.to === null ? windowOf(one) : null,
    zone: readZone(one('tz') ?? ''),
    filter,
    walk: after === null ? { cursor: before, direction: 'older' } : { cursor: after, direction: 'newer' },
    open: readCursor(one('open')),
  };
}

function windowOf(one: (name: string) => string | null): WindowWish | null {
  const wish = readWindowWish({ window: one('window') ?? '', from: one('from') ?? '', to: one('to') ?? '' }, 'all');
  return wish.name === 'all' ? null : wish;
}

/** The address of the log after `changes`. A change of anything but the page and the open turn goes to the newest page. */
export function logHref(params: LogParams, changes: Partial<LogParams> = {}, path = '/conversations'): string {
  const stays = Object.keys(changes).every((name) => name === 'walk' || name === 'open');
  const moved: Partial<LogParams> = stays ? {} : { walk: { cursor: null, direction: 'older' }, open: null };
  const { window, zone, filter, walk, open } = { ...params, ...moved, ...changes };
  const search = turnFilterParams(filter);
  if (window !== null && window.name !== 'custom') search.set('window', window.name);
  if (window !== null && window.name === 'custom') {
    search.set('from', localDateText(window.from));
    search.set('to', localDateText(window.to));
  }
  if (zone !== null) search.set('tz', zone);
  if (walk.cursor !== null) search.set(walk.direction === 'older' ? 'before' : 'after', writeCursor(walk.cursor));
  if (open !== null) search.set('open', writeCursor(open));
  const query = search.toString();
  return query === '' ? path : `${path}?${query}`;
}

/** The log after a change of its filter. */
export function filterHref(params: LogParams, changes: Partial<TurnFilter>): string {
  return logHref(params, { filter: { ...params.filter, ...changes } });
}

/** Whether anything but time narrows the log. */
export function isNarrowed({ filter }: LogParams): boolean {
  const { states, knowledgeBases, sources, slowerThan, fasterThan, session, client, slot, query } = filter;
  const lists = [states, knowledgeBases, sources];
  return (
    lists.some((list) => list.length > 0) ||
    [slowerThan, fasterThan, session, client, slot].some((value) => value !== null) ||
    query.trim() !== ''
  );
}

/** Where a session is read, at one of its turns; what was searched for is marked there. */
export function sessionHref(sessionId: string, turn?: Cursor, searched = ''): string {
  const path = `/conversations/${encodeURIComponent(sessionId)}`;
  if (turn === undefined) return path;
  const search = new URLSearchParams({ turn: writeCursor(turn) });
  if (searched.trim() !== '') search.set('q', searched);
  return `${path}?${search}#turn-${turn.id}`;
}
