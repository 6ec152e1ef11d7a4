import { z } from 'zod';
import { orders, type StatementOrder } from './figures.ts';
import { aligned, type Stretch } from './pieces.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** The windows that end now, by name and length in minutes. */
export const windows = [
  { name: '15m', label: 'Last 15 minutes', minutes: 15 },
  { name: '1h', label: 'Last hour', minutes: 60 },
  { name: '6h', label: 'Last 6 hours', minutes: 360 },
  { name: '24h', label: 'Last 24 hours', minutes: 1_440 },
  { name: '7d', label: 'Last 7 days', minutes: 10_080 },
  { name: '30d', label: 'Last 30 days', minutes: 43_200 },
] as const;
export type WindowName = (typeof windows)[number]['name'];

const USUAL: WindowName = '1h';
const LONGEST_MS = 100 * DAY;

/** A window that ends now, or two instants of one's own. */
export type WindowWish = { name: WindowName } | ({ name: 'own' } & Stretch);

/** What a window is compared with: the stretch of equal length before it, the same time a day or a week ago, or one of one's own. */
export const againsts = [
  { name: 'before', label: 'The time before', days: 0 },
  { name: 'day', label: 'A day earlier', days: 1 },
  { name: 'week', label: 'A week earlier', days: 7 },
] as const;
export type AgainstName = (typeof againsts)[number]['name'];
export type Against = AgainstName | { from: number };

/** The state of the pages of statements, all of it in their addresses. */
export type StatementParams = { window: WindowWish; order: StatementOrder; against: Against };

type SearchParams = Record<string, string | string[] | undefined>;

const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/)
  .transform((text) => Date.parse(text))
  .pipe(z.number())
  .nullable()
  .catch(null);

/** The state from an address; what cannot be read takes its default. */
export function parseStatementParams(search: SearchParams): StatementParams {
  const one = (name: string) => [search[name] ?? []].flat()[0] ?? '';
  const [from, to] = [instant.parse(one('from')), instant.parse(one('to'))];
  const named = windows.find(({ name }) => name === one('window'))?.name ?? USUAL;
  return {
    window: from !== null && to !== null && from < to ? { name: 'own', from, to } : { name: named },
    order: z.enum(orders).catch('total').parse(one('order')),
    against: readAgainst(one('against')),
  };
}

function readAgainst(text: string): Against {
  const from = instant.parse(text);
  return from === null ? (againsts.find(({ name }) => name === text)?.name ?? 'before') : { from };
}

/** The address of the list after `changes`; what is at its default is left out. */
export function statementsHref(params: StatementParams, changes: Partial<StatementParams> = {}): string {
  return withSearch('/monitoring/queries', { ...params, ...changes });
}

/** The address of one statement's page in the same window. */
export function statementHref(
  id: string,
  params: StatementParams = { window: { name: USUAL }, order: 'total', against: 'before' },
): string {
  return withSearch(`/monitoring/queries/${id}`, { ...params, order: 'total' });
}

/** The id of a statement from an address; null for what is none. */
export function readStatementId(part: string): string | null {
  return /^[0-9a-f]{16}$/.test(part) ? part : null;
}

/** The window at `now`, as far as it can be told, and the one of equal length it is compared with. */
export function resolveStatementWindow(
  { window: wish, against }: Pick<StatementParams, 'window' | 'against'>,
  now: number,
): { window: Stretch; before: Stretch } {
  const minute = Math.floor(now / MINUTE) * MINUTE;
  const asked =
    wish.name === 'own' ? ownWindow(wish, minute) : { from: minute - minutesOf(wish.name) * MINUTE, to: minute };
  const window = aligned(asked, now);
  const length = window.to - window.from;
  const from = againstFrom(against, window, length);
  return { window, before: aligned({ from, to: from + length }, now) };
}

function againstFrom(against: Against, window: Stretch, length: number): number {
  if (typeof against === 'object') return against.from;
  const days = againsts.find(({ name }) => name === against)?.days ?? 0;
  return window.from - (days === 0 ? length : days * DAY);
}

/** An instant as an address has it. */
export function minuteText(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 16)}Z`;
}

function ownWindow({ from, to }: Stretch, now: number): Stretch {
  const end = Math.min(to, now);
  const start = Math.max(Math.min(from, end - MINUTE), now - LONGEST_MS);
  return { from: start, to: Math.max(end, start + MINUTE) };
}

function minutesOf(name: WindowName): number {
  return windows.find((window) => window.name === name)?.minutes ?? 60;
}

function withSearch(path: string, { window, order, against }: StatementParams): string {
  const search = new URLSearchParams();
  if (window.name === 'own') {
    search.set('from', minuteText(window.from));
    search.set('to', minuteText(window.to));
  } else if (window.name !== USUAL) search.set('window', window.name);
  if (order !== 'total') search.set('order', order);
  if (typeof against === 'object') search.set('against', minuteText(against.from));
  else if (against !== 'before') search.set('against', against);
  const query = search.toString();
  return query === '' ? path : `${path}?${query}`;
}
