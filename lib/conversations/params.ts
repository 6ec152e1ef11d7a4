import { parseTurnFilter, type TurnFilter, turnFilterParams } from '#lib/measures/turn-filter.ts';
import { boundedInstant, localDateText, readWindowWish, type WindowWish } from '#lib/measures/windows.ts';
import { readZone } from '#lib/measures/zones.ts';
import { HANDLE_MARK, isHandle } from '#lib/privacy/session-handle.ts';
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

/** What below /conversations is no session: other pages (a test compares them with the folders) and what a browser resolves. */
const taken = ['export', 'rules', 'tail', '.', '..'];
/** Begins the address of a session whose own name would lead elsewhere. No handle begins so. */
const NAMED = '~=';

/** Where a session is read, at one of its turns; what was searched for is marked there. `sessionId` is its id or its handle. */
export function sessionHref(sessionId: string, turn?: Cursor, searched = ''): string {
  const isElsewhere = taken.includes(sessionId) || (sessionId.startsWith(HANDLE_MARK) && !isHandle(sessionId));
  const path = `/conversations/${isElsewhere ? NAMED : ''}${encodeURIComponent(sessionId)}`;
  if (turn === undefined) return path;
  const search = new URLSearchParams({ turn: writeCursor(turn) });
  if (searched.trim() !== '') search.set('q', searched);
  return `${path}?${search}#turn-${turn.id}`;
}

/** The session that the last part of its address names, as `sessionHref` writes it. */
export function readSessionPart(part: string): string {
  const name = decoded(part);
  return name.startsWith(NAMED) ? name.slice(NAMED.length) : name;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
