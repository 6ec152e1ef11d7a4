import { z } from 'zod';
import { readUtc } from '#lib/conversations/instant.ts';
import { cutName } from '#lib/measures/cut-name.ts';
import { readZone } from '#lib/measures/zones.ts';
import { cutSession } from '#lib/privacy/session-handle.ts';

export const turnStates = ['answered', 'unanswered', 'partial', 'unknown'] as const;
export type TurnState = (typeof turnStates)[number];

export type Slot = { weekday: number | null; hour: number | null; zone: string };

/** Which turns are meant: the one filter behind list, chart, export, tail and API. An empty list leaves that side open. */
export type TurnFilter = {
  /** From this instant on, and before the other: UTC as `2026-11-18T04:30:00Z`, down to microseconds; null is open. */
  from: string | null;
  to: string | null;
  states: TurnState[];
  /** '' stands for turns that name no knowledge base. */
  knowledgeBases: string[];
  sources: string[];
  /** Milliseconds, from `slowerThan` on and before `fasterThan`. Turns without a time are in neither. */
  slowerThan: number | null;
  fasterThan: number | null;
  /** Its id, or the handle that is shown in its place. */
  session: string | null;
  client: string | null;
  /** One weekday (1 Monday to 7), one hour of the day, or both, on the clocks of a zone. */
  slot: Slot | null;
  /** The text of the search box, see lib/conversations/query.ts. */
  query: string;
};

export const everyTurn: TurnFilter = {
  from: null,
  to: null,
  states: [],
  knowledgeBases: [],
  sources: [],
  slowerThan: null,
  fasterThan: null,
  session: null,
  client: null,
  slot: null,
  query: '',
};

const MOST_VALUES = 50;
const LONGEST_QUERY = 256;
const LONGEST_TIME = 2_147_483_647;

const milliseconds = z.coerce.number().int().min(0).max(LONGEST_TIME).nullable();

/**
 * The filter from query parameters that may repeat. What cannot be read is as if it were not there: a bad address is no
 * error. What is too long is cut, since without it the filter would let all turns through.
 */
export function parseTurnFilter(search: Record<string, string | string[] | undefined>): TurnFilter {
  const all = (name: string) => [search[name] ?? []].flat().map((value) => value.replaceAll('\0', '').toWellFormed());
  const one = (name: string) => all(name)[0] ?? null;
  const names = (name: string) => [...new Set(all(name).map(cutName))].slice(0, MOST_VALUES);
  return {
    from: readUtc(one('from') ?? ''),
    to: readUtc(one('to') ?? ''),
    states: [...new Set(all('state'))].filter((value) => isState(value)),
    knowledgeBases: names('kb'),
    sources: names('source'),
    slowerThan: milliseconds.catch(null).parse(one('slower')),
    fasterThan: milliseconds.catch(null).parse(one('faster')),
    session: cutSession(one('session') ?? '') || null,
    client: cutName(one('client') ?? '') || null,
    slot: readSlot(one('slot')),
    query: (one('q') ?? '').slice(0, LONGEST_QUERY).toWellFormed(),
  };
}

/** The query parameters of a filter, in a fixed order: `parseTurnFilter` of them is the filter again. */
export function turnFilterParams(filter: TurnFilter): URLSearchParams {
  const params = new URLSearchParams();
  if (filter.from !== null) params.set('from', filter.from);
  if (filter.to !== null) params.set('to', filter.to);
  for (const state of filter.states) params.append('state', state);
  for (const value of filter.knowledgeBases) params.append('kb', value);
  for (const value of filter.sources) params.append('source', value);
  if (filter.slowerThan !== null) params.set('slower', String(filter.slowerThan));
  if (filter.fasterThan !== null) params.set('faster', String(filter.fasterThan));
  if (filter.session !== null) params.set('session', filter.session);
  if (filter.client !== null) params.set('client', filter.client);
  if (filter.slot !== null) params.set('slot', slotText(filter.slot));
  if (filter.query.trim() !== '') params.set('q', filter.query);
  return params;
}

/** Where exactly these turns are listed, with times in `zone`; null is the viewer's own. */
export function turnsHref(filter: TurnFilter, zone: string | null = null): string {
  const params = turnFilterParams(filter);
  if (zone !== null) params.set('tz', zone);
  const query = params.toString();
  return query === '' ? '/conversations' : `/conversations?${query}`;
}

/** `1-17@Asia/Dhaka`: Mondays from 17:00 to 18:00; a side that is open is `*`. */
function slotText({ weekday, hour, zone }: Slot): string {
  return `${weekday ?? '*'}-${hour ?? '*'}@${zone}`;
}

function readSlot(text: string | null): Slot | null {
  const [, weekday, hour, name] = /^([1-7]|\*)-(\d|1\d|2[0-3]|\*)@(.+)$/.exec(text ?? '') ?? [];
  const zone = readZone(name ?? '');
  if (zone === null || (weekday === '*' && hour === '*')) return null;
  return { weekday: weekday === '*' ? null : Number(weekday), hour: hour === '*' ? null : Number(hour), zone };
}

function isState(value: string): value is TurnState {
  return turnStates.some((state) => state === value);
}
