import { mergeRows, newestFirst, type TailAnswer, type TurnRow } from './row.ts';
import type { Cursor } from './turn.ts';

type States = TailAnswer['judged'];
/** What is shown, what waits behind the line, and how many that are; the mark is where the next question begins. */
export type Tail = {
  rows: TurnRow[];
  /** Where the next page begins: what is older is on it, and never here. */
  older: Cursor | null;
  /** Where the time of a search ended, so that the list is not all there is. */
  searchedTo: SearchedTo;
  waiting: TurnRow[];
  waitingCount: number;
  mark: string;
  failedSince: number | null;
  /** The mark of the page as the server last made it. */
  base: string;
  /** Whether so much came that it cannot be told: the next page the server makes is a new beginning. */
  isPast: boolean;
};
/** A page as the server made it. */
export type TailBase = { rows: TurnRow[]; older: Cursor | null; searchedTo: SearchedTo; mark: string };
type SearchedTo = { at: string; direction: 'older' | 'newer' } | null;
/** What the states of `asked` were, told to the page that began at `base`. */
type StatesAnswer = { base: string; asked: readonly Cursor[]; states: States };
export type TailStep =
  | ({ kind: 'came'; held: boolean } & TailAnswer)
  | ({ kind: 'changed' } & StatesAnswer)
  | { kind: 'failed'; at: number }
  | { kind: 'show' }
  | { kind: 'judged'; states: States }
  | { kind: 'past' }
  | ({ kind: 'page'; held: boolean } & TailBase);

/** A page grows while it is watched, but not without end: older rows are a page further. */
const MOST_ROWS = 200;
const MOST_WAITING = 300;

/** The tail of a page that has just come. */
export function beginTail({ rows, older, searchedTo, mark }: TailBase): Tail {
  return { rows, older, searchedTo, waiting: [], waitingCount: 0, mark, failedSince: null, base: mark, isPast: false };
}

/** The tail after one step. `held`: what came waits behind the line instead of pushing what is being read. */
export function advanceTail(tail: Tail, step: TailStep): Tail {
  switch (step.kind) {
    case 'page':
      return tail.isPast || !step.held || tail.rows.length === 0 ? beginTail(step) : keep(tail, step);
    case 'past':
      return { ...tail, isPast: true };
    case 'judged':
      return withStates(tail, step.states);
    case 'changed':
      return change(tail, step);
    case 'failed':
      return { ...tail, failedSince: tail.failedSince ?? step.at };
    case 'show':
      return show(tail, tail.waiting);
    case 'came':
      return take(tail, step);
  }
}

function take(tail: Tail, { rows, count, judged, mark, held }: TailAnswer & { held: boolean }): Tail {
  const again = new Map(rows.map((row) => [row.id, row]));
  const told = withStates(tail, judged);
  const shown = told.rows.map((row) => again.get(row.id) ?? row);
  const shownIds = new Set(shown.map(({ id }) => id));
  const fresh = rows.filter((row) => isOnPage(tail, row) && !shownIds.has(row.id));
  const waiting = mergeRows(told.waiting, fresh, MOST_WAITING);
  const known = { ...tail, rows: shown, mark, failedSince: null };
  if (!held) return show(known, waiting);
  return { ...known, waiting, waitingCount: tail.waitingCount + count - (rows.length - fresh.length) };
}

/** The page made anew while somebody reads, as after a verdict, moves nothing: what is shown takes its states, and the tail goes on from its own mark. */
function keep(tail: Tail, { rows, mark }: Pick<TailBase, 'rows' | 'mark'>): Tail {
  return { ...withStates(tail, rows), base: mark };
}

function withStates(tail: Tail, states: States): Tail {
  const now = new Map(states.map(({ id, state }) => [id, state]));
  const update = (row: TurnRow) => ({ ...row, state: now.get(row.id) ?? row.state });
  return { ...tail, rows: tail.rows.map(update), waiting: tail.waiting.map(update) };
}

/** Of the turns asked about: what they are by now, and without those no longer in the log. A page made since knows better. */
function change(tail: Tail, { base, asked, states }: StatesAnswer): Tail {
  if (base !== tail.base) return tail;
  const now = new Map(states.map(({ id, state }) => [id, state]));
  const gone = new Set(asked.map(({ id }) => id).filter((id) => !now.has(id)));
  const isSame = (row: TurnRow) => !gone.has(row.id) && (now.get(row.id) ?? row.state) === row.state;
  if (tail.rows.every(isSame)) return tail;
  const rows = tail.rows.filter(({ id }) => !gone.has(id));
  return { ...tail, rows: rows.map((row) => ({ ...row, state: now.get(row.id) ?? row.state })) };
}

/** Takes `more` in. Where rows are cut for it, the next page begins behind the last one kept. */
function show(tail: Tail, more: readonly TurnRow[]): Tail {
  const merged = mergeRows(tail.rows, more, MOST_ROWS + 1);
  const rows = merged.slice(0, MOST_ROWS);
  const last = rows.at(-1);
  const isCut = merged.length > MOST_ROWS && last !== undefined;
  const older = isCut ? { at: last.at, id: last.id } : tail.older;
  return { ...tail, rows, older, waiting: [], waitingCount: 0 };
}

function isOnPage({ older }: Tail, row: TurnRow): boolean {
  return older === null || newestFirst(row, older) <= 0;
}
