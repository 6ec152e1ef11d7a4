import { mergeRows, type TailAnswer, type TurnRow } from './row.ts';

/** What is shown, what waits behind the line, and how many that are; the mark is where the next question begins. */
export type Tail = {
  rows: TurnRow[];
  waiting: TurnRow[];
  waitingCount: number;
  mark: string;
  failedSince: number | null;
  base: string;
};
/** A page as the server made it. */
export type TailBase = { rows: TurnRow[]; mark: string };
export type TailStep =
  | ({ kind: 'came'; held: boolean } & TailAnswer)
  | { kind: 'failed'; at: number }
  | { kind: 'show' }
  | ({ kind: 'restart' } & TailBase);

/** A page grows while it is watched, but not without end: older rows are a page further. */
const MOST_ROWS = 200;
const MOST_WAITING = 300;

/** The tail of a page that has just come. */
export function beginTail({ rows, mark }: TailBase): Tail {
  return { rows, waiting: [], waitingCount: 0, mark, failedSince: null, base: mark };
}

/** The tail after one step. `held`: what came waits behind the line instead of pushing what is being read. */
export function advanceTail(tail: Tail, step: TailStep): Tail {
  switch (step.kind) {
    case 'restart':
      return beginTail(step);
    case 'failed':
      return { ...tail, failedSince: tail.failedSince ?? step.at };
    case 'show':
      return { ...tail, rows: mergeRows(tail.rows, tail.waiting, MOST_ROWS), waiting: [], waitingCount: 0 };
    case 'came': {
      const known = { ...tail, mark: step.mark, failedSince: null };
      if (step.held) {
        const waiting = mergeRows(tail.waiting, step.rows, MOST_WAITING);
        return { ...known, waiting, waitingCount: tail.waitingCount + step.count };
      }
      return {
        ...known,
        rows: mergeRows(tail.rows, [...tail.waiting, ...step.rows], MOST_ROWS),
        waiting: [],
        waitingCount: 0,
      };
    }
  }
}
