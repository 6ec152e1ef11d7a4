import { expect, it } from 'vitest';
import { everyTurn } from '#lib/measures/turn-filter.ts';
import { logHref, parseLogParams, sessionHref } from './params.ts';
import { parseQuery } from './query.ts';
import { mergeRows, placeIn, rowOf } from './row.ts';
import { readCursor, type Turn, writeCursor } from './turn.ts';

const turn: Turn = {
  id: '10',
  at: '2026-11-18T04:30:00.000001Z',
  sessionId: 's',
  question: 'where is my card',
  answer: 'in the post',
  state: 'answered',
  knowledgeBase: null,
  source: 'web',
  responseMs: 3,
  clientIp: null,
};
const now = new Date('2026-11-18T17:42:00Z');
const row = (id: string, at = turn.at) => rowOf({ ...turn, id, at }, parseQuery('card'));

it('marks what was found', () => {
  expect(row('1').question).toEqual([
    { text: 'where is my ', found: false },
    { text: 'card', found: true },
  ]);
});

it('takes new rows in by time and id, each once, and keeps no more than asked', () => {
  const late = row('2', '2026-11-18T04:29:00.000000Z');
  const merged = mergeRows([row('10'), row('9')], [late, row('11'), row('9')], 10);
  expect(merged.map(({ id }) => id)).toEqual(['11', '10', '9', '2']);
  expect(mergeRows(merged, [], 2).map(({ id }) => id)).toEqual(['11', '10']);
});

it('finds the open turn in the list, or the one that took its place', () => {
  const rows = [row('9'), row('7'), row('5')];
  const placeOf = (id: string) => placeIn(rows, { at: turn.at, id });
  expect(['9', '7', '5'].map(placeOf)).toEqual([0, 1, 2]);
  expect(placeOf('8')).toBe(1);
  expect(placeOf('4')).toBe(2);
  expect(placeIn(rows, null)).toBe(-1);
  expect(placeIn([], { at: turn.at, id: '9' })).toBe(-1);
});

it('stays at its place when newer turns came in above meanwhile', () => {
  expect(placeIn([row('12'), row('11'), row('9'), row('5')], { at: turn.at, id: '7' })).toBe(3);
});

it('reads the cursors it writes and no others', () => {
  expect(readCursor(writeCursor(turn))).toEqual({ at: turn.at, id: '10' });
  for (const text of [
    null,
    '',
    '~',
    'x~1',
    '2026-11-18T04:30:00Z~-1',
    '2026-11-18T04:30:00Z~99999999999999999999',
    '2026-99-18T04:30:00Z~1',
    '2026-02-30T04:30:00Z~1',
    '0000-01-01T00:00:00Z~1',
  ])
    expect(readCursor(text)).toBeNull();
});

it('leads to a turn of a session by its place, however long the session is', () => {
  const { pathname, searchParams, hash } = new URL(sessionHref('a/b', turn), 'http://here');
  expect([pathname, hash]).toEqual(['/conversations/a%2Fb', '#turn-10']);
  expect(readCursor(searchParams.get('turn'))).toEqual({ at: turn.at, id: '10' });
});

it('tells the session what was searched for, so that it is marked there', () => {
  const { searchParams, hash } = new URL(sessionHref('s', turn, '"my card" & *pin*'), 'http://here');
  expect([searchParams.get('q'), hash]).toEqual(['"my card" & *pin*', '#turn-10']);
  expect(sessionHref('s', turn, ' ')).toBe(sessionHref('s', turn));
});

it('keeps the state of the log in its address', () => {
  const href = logHref({
    window: { name: '7d' },
    zone: 'Asia/Kathmandu',
    walk: { cursor: { at: turn.at, id: '10' }, direction: 'newer' },
    open: null,
    filter: { ...everyTurn, states: ['unanswered'], knowledgeBases: [''], slowerThan: 5000, query: 'atm "my card"' },
  });
  const again = parseLogParams(Object.fromEntries(group(new URL(href, 'http://here').searchParams)), now);
  expect(logHref(again)).toBe(href);
  expect(again.filter.query).toBe('atm "my card"');
  expect(
    logHref(parseLogParams({ window: 'never', tz: 'Mars/Base', before: 'x', state: 'odd', slower: '-1' }, now)),
  ).toBe('/conversations');
});

it('takes an instant before or after all turns for the nearest that can be', () => {
  const { window, filter } = parseLogParams({ from: '1000-01-01T00:00:00Z', to: '9999-12-31T23:59:59.5Z' }, now);
  expect({ window, from: filter.from, to: filter.to }).toEqual({
    window: null,
    from: '2016-11-16T00:00:00Z',
    to: '2026-11-20T00:00:00Z',
  });
  const inside = { from: '2016-12-01T00:00:00Z', to: '2026-11-19T23:59:59.5Z' };
  expect(parseLogParams(inside, now).filter).toMatchObject(inside);
});

function group(params: URLSearchParams): [string, string[]][] {
  return [...new Set(params.keys())].map((name) => [name, params.getAll(name)]);
}
