import { expect, it } from 'vitest';
import { parseQuery } from './query.ts';
import { rowOf, type TailAnswer, type TurnRow } from './row.ts';
import { advanceTail, beginTail, type Tail, type TailBase, whyFailed } from './tail.ts';

/** The turn of that number, a second after the one before it. */
function row(number: number, facts: Partial<TurnRow> = {}): TurnRow {
  const turn = {
    id: String(number),
    at: new Date(Date.UTC(2026, 10, 18) + number * 1_000).toISOString(),
    sessionId: 's',
    question: 'q',
    answer: 'a',
    state: 'unknown' as const,
    knowledgeBase: null,
    source: 'web',
    responseMs: null,
    clientIp: null,
  };
  return { ...rowOf(turn, parseQuery('')), ...facts };
}

/** The turns of those numbers, newest first. */
const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => row(to - n));
/** The tail of a page whose search came to its end. */
const begun = (base: Omit<TailBase, 'searchedTo'>) => beginTail({ ...base, searchedTo: null });
const placeOf = ({ at, id }: TurnRow) => ({ at, id });
const ids = (tail: Tail) => tail.rows.map(({ id }) => Number(id));

function came(tail: Tail, fresh: TurnRow[], facts: Partial<TailAnswer & { held: boolean }> = {}): Tail {
  const answer = { rows: fresh, count: fresh.length, judged: [], mark: 'next', isPast: false };
  return advanceTail(tail, { kind: 'came', held: false, ...answer, ...facts });
}

it('goes on to the next page from the last row shown, once rows were cut', () => {
  const page = begun({ rows: rows(101, 150), older: placeOf(row(101)), mark: 'm' });
  const grown = came(page, rows(151, 250));
  expect(grown.older).toEqual(placeOf(row(101)));
  const cut = came(grown, rows(251, 350));
  expect([cut.rows.length, ids(cut).at(-1), cut.older]).toEqual([200, 151, placeOf(row(151))]);
});

it('leads to what was cut also from a page that was the only one', () => {
  const cut = came(begun({ rows: rows(1, 10), older: null, mark: 'm' }), rows(11, 215));
  expect([ids(cut).at(-1), cut.older]).toEqual([16, placeOf(row(16))]);
});

it('leaves to the next page what came with an older time than the last row', () => {
  const page = begun({ rows: rows(101, 150), older: placeOf(row(101)), mark: 'm' });
  expect(ids(came(page, [row(151), row(90)]))).toEqual(ids(came(page, [row(151)])));
  const held = came(page, [row(151), row(90)], { held: true });
  expect([held.waiting.map(({ id }) => id), held.waitingCount]).toEqual([['151'], 1]);
  const only = begun({ rows: rows(101, 150), older: null, mark: 'm' });
  expect(ids(came(only, [row(90)])).at(-1)).toBe(90);
});

it('goes on from the last row shown after what waited is shown', () => {
  const page = begun({ rows: rows(101, 150), older: placeOf(row(101)), mark: 'm' });
  const shown = advanceTail(came(page, rows(151, 400), { held: true }), { kind: 'show' });
  expect([ids(shown).at(-1), shown.older, shown.waitingCount]).toEqual([201, placeOf(row(201)), 0]);
});

it('shows what a turn was judged to be, also while it is held, and takes no other turn in for it', () => {
  const page = came(begun({ rows: rows(1, 3), older: null, mark: 'm' }), [row(4)], { held: true });
  const judged = [
    { id: '2', state: 'unanswered' as const },
    { id: '4', state: 'partial' as const },
    { id: '77', state: 'answered' as const },
  ];
  const told = came(page, [], { judged, held: true });
  expect(told.rows.map(({ id, state }) => [id, state])).toEqual([
    ['3', 'unknown'],
    ['2', 'unanswered'],
    ['1', 'unknown'],
  ]);
  expect(told.waiting.map(({ id, state }) => [id, state])).toEqual([['4', 'partial']]);
  expect(told.waitingCount).toBe(1);
});

it('shows at once, and does not count as newer, what is told again of a turn that is shown', () => {
  const page = begun({ rows: rows(1, 3), older: null, mark: 'm' });
  const told = came(page, [row(4), row(2, { state: 'unanswered' })], { held: true });
  expect(told.rows.map(({ state }) => state)).toEqual(['unknown', 'unanswered', 'unknown']);
  expect([told.waiting.map(({ id }) => id), told.waitingCount]).toEqual([['4'], 1]);
});

it('takes new states of what it shows, and lets go what is no longer in the log', () => {
  const page = begun({ rows: rows(1, 3), older: null, mark: 'm' });
  const asked = rows(1, 3).map(placeOf);
  const states = [
    { id: '1', state: 'unanswered' as const },
    { id: '3', state: 'unknown' as const },
  ];
  const changed = advanceTail(page, { kind: 'changed', base: 'm', asked, states });
  expect(changed.rows.map(({ id, state }) => [id, state])).toEqual([
    ['3', 'unknown'],
    ['1', 'unanswered'],
  ]);
  const same = asked.map(({ id }) => ({ id, state: 'unknown' as const }));
  expect(advanceTail(page, { kind: 'changed', base: 'm', asked, states: same })).toBe(page);
});

it('keeps what came after the question for states, and what a newer page says', () => {
  const page = came(begun({ rows: rows(1, 2), older: null, mark: 'm' }), [row(3)]);
  const asked = rows(1, 2).map(placeOf);
  expect(ids(advanceTail(page, { kind: 'changed', base: 'm', asked, states: [] }))).toEqual([3]);
  expect(advanceTail(page, { kind: 'changed', base: 'before', asked, states: [] })).toBe(page);
});

it('keeps what is shown and what waits when the page is made anew, with the states it tells', () => {
  const page = begun({ rows: rows(1, 50), older: null, mark: 'm' });
  const held = came(came(page, rows(51, 120)), [row(121)], { held: true });
  const anew = rows(72, 121).map((one) => (one.id === '100' ? { ...one, state: 'partial' as const } : one));
  const kept = advanceTail(held, {
    ...{ kind: 'page', held: true, rows: anew, older: placeOf(row(72)), mark: 'later' },
    searchedTo: { at: row(72).at, direction: 'older' },
  });
  expect(ids(kept)).toEqual(ids(held));
  expect(kept.rows.find(({ id }) => id === '100')?.state).toBe('partial');
  expect([kept.waitingCount, kept.older, kept.mark, kept.base]).toEqual([1, null, 'next', 'later']);
  expect(kept.searchedTo).toBeNull();
});

it('counts as newer only what is on this page, of what was told and of what was not', () => {
  const page = begun({ rows: rows(1_001, 1_050), older: placeOf(row(1_001)), mark: 'm' });
  const old = came(page, rows(1, 300), { count: 4_000, held: true });
  expect([old.waiting, old.waitingCount]).toEqual([[], 0]);
  expect(came(page, [row(1_051), ...rows(1, 299)], { count: 4_000, held: true }).waitingCount).toBe(1);
  expect(came(page, rows(2_001, 2_300), { count: 4_000, held: true }).waitingCount).toBe(4_000);
});

it('begins anew with the next page once more came than can be told', () => {
  const past = advanceTail(begun({ rows: rows(1, 50), older: null, mark: 'm' }), { kind: 'past', held: false });
  const page = { rows: rows(9_001, 9_050), older: placeOf(row(9_001)), mark: 'later' };
  expect(advanceTail(past, { kind: 'page', held: true, searchedTo: null, ...page })).toEqual(begun(page));
});

it('says so while somebody reads, keeps what is read, and begins anew when that is wished', () => {
  const held = advanceTail(begun({ rows: rows(1, 50), older: null, mark: 'm' }), { kind: 'past', held: true });
  expect([held.isPast, held.beginsAnew]).toEqual([true, false]);
  const page = { rows: rows(9_001, 9_050), older: placeOf(row(9_001)), searchedTo: null, mark: 'later' };
  const judged = advanceTail(held, { kind: 'page', held: true, ...page });
  expect([ids(judged), judged.isPast, judged.mark]).toEqual([ids(held), true, 'm']);
  const wished = advanceTail(judged, { kind: 'show' });
  expect(wished.beginsAnew).toBe(true);
  expect(advanceTail(wished, { kind: 'past', held: true }).beginsAnew).toBe(true);
  expect(advanceTail(wished, { kind: 'page', held: true, ...page, mark: 'last' })).toEqual(
    beginTail({ ...page, mark: 'last' }),
  );
});

it('tells an outage from a session that has ended and from a role that changed, until it is told again', () => {
  expect([401, 403, 503, 500].map(whyFailed)).toEqual(['signed-out', 'forbidden', 'unanswered', 'unanswered']);
  const fail = (tail: Tail, status: number, at: number) =>
    advanceTail(tail, { kind: 'failed', at, why: whyFailed(status) });
  const lost = fail(fail(begun({ rows: rows(1, 3), older: null, mark: 'm' }), 503, 10), 503, 20);
  expect(lost.failed).toEqual({ since: 10, why: 'unanswered' });
  expect(fail(lost, 401, 30).failed).toEqual({ since: 30, why: 'signed-out' });
  expect(came(fail(lost, 403, 30), []).failed).toBeNull();
});

it('takes a page made anew as it is while nobody reads, or where nothing was found', () => {
  const page = { rows: rows(9, 12), older: null, searchedTo: null, mark: 'later' };
  const seen = begun({ rows: rows(1, 3), older: null, mark: 'm' });
  expect(advanceTail(seen, { kind: 'page', held: false, ...page })).toEqual(beginTail(page));
  const none = beginTail({ rows: [], older: null, searchedTo: { at: row(5).at, direction: 'older' }, mark: 'm' });
  expect(advanceTail(none, { kind: 'page', held: true, ...page })).toEqual(beginTail(page));
});

it('shows a verdict at once, also of a turn that no page made anew reaches', () => {
  const page = begun({ rows: rows(1, 3), older: null, mark: 'm' });
  const judged = advanceTail(page, { kind: 'judged', states: [{ id: '1', state: 'answered' }] });
  expect(judged.rows.map(({ state }) => state)).toEqual(['unknown', 'unknown', 'answered']);
});
