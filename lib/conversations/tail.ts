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
  failed: Failed | null;
  /** The mark of the page as the server last made it. */
  base: string;
  /** Whether more than `MOST_NEW` came, which cannot be told. */
  isPast: boolean;
  /** Whether the next page the server makes is a new beginning, even while somebody reads. */
  beginsAnew: boolean;
};
/** Since when nothing was told, in ms of the epoch, and whether the server gave no answer or lets nobody in. */
export type Failed = { since: number; why: 'unanswered' | 'signed-out' | 'forbidden' };
/** A page as the server made it. */
export type TailBase = { rows: TurnRow[]; older: Cursor | null; searchedTo: SearchedTo; mark: string };
type SearchedTo = { at: string; direction: 'older' | 'newer' } | null;
/** What the states of `asked` were, told to the page that began at `base`. */
type StatesAnswer = { base: string; asked: readonly Cursor[]; states: States };
export type TailStep =
  | ({ kind: 'came'; held: boolean } & TailAnswer)
  | ({ kind: 'changed' } & StatesAnswer)
  | { kind: 'failed'; at: number; why: Failed['why'] }
  | { kind: 'show' }
  | { kind: 'judged'; states: States }
  | { kind: 'past'; held: boolean }
  | ({ kind: 'page'; held: boolean } & TailBase);

/** Where more turns came than this, whatever the filter takes of them, they are not told: a browser that slept asks for hours at once. */
export const MOST_NEW = 5_000;
/** A page grows while it is watched, but not without end: older rows are a page further. */
const MOST_ROWS = 200;
const MOST_WAITING = 300;

/** The tail of a page that has just come. */
export function beginTail({ rows, older, searchedTo, mark }: TailBase): Tail {
  const nothing = { waiting: [], waitingCount: 0, failed: null, isPast: false, beginsAnew: false };
  return { rows, older, searchedTo, mark, base: mark, ...nothing };
}

/** The tail after one step. `held`: what came waits behind the line instead of pushing what is being read. */
export function advanceTail(tail: Tail, step: TailStep): Tail {
  switch (step.kind) {
    case 'page':
      return tail.beginsAnew || !step.held || tail.rows.length === 0 ? beginTail(step) : keep(tail, step);
    case 'past':
      return { ...tail, isPast: true, beginsAnew: tail.beginsAnew || !step.held, failed: null };
    case 'judged':
      return withStates(tail, step.states);
    case 'changed':
      return change(tail, step);
    case 'failed':
      return tail.failed?.why === step.why ? tail : { ...tail, failed: { since: step.at, why: step.why } };
    case 'show':
      return tail.isPast ? { ...tail, beginsAnew: true } : show(tail, tail.waiting);
    case 'came':
      return take(tail, step);
  }
}

/** Why there is nothing to tell, by the status of an answer that is none. */
export function whyFailed(status: number): Failed['why'] {
  if (status === 401) return 'signed-out';
  return status === 403 ? 'forbidden' : 'unanswered';
}

function take(tail: Tail, { rows, count, judged, mark, held }: TailAnswer & { held: boolean }): Tail {
  const again = new Map(rows.map((row) => [row.id, row]));
  const told = withStates(tail, judged);
  const shown = told.rows.map((row) => again.get(row.id) ?? row);
  const shownIds = new Set(shown.map(({ id }) => id));
  const fresh = rows.filter((row) => isOnPage(tail, row) && !shownIds.has(row.id));
  const waiting = mergeRows(told.waiting, fresh, MOST_WAITING);
  const known = { ...tail, rows: shown, mark, failed: null, isPast: false, beginsAnew: false };
  if (!held) return show(known, waiting);
  // Newest first: where one that was told is a page further, so are all that were only counted.
  const untold = rows.every((row) => isOnPage(tail, row)) ? count - rows.length : 0;
  return { ...known, waiting, waitingCount: tail.waitingCount + fresh.length + untold };
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
