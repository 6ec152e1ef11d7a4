import { z } from 'zod';
import { turnStates } from '#lib/measures/turn-filter.ts';
import { excerpt, highlight } from './highlight.ts';
import type { ParsedQuery } from './query.ts';
import { type Cursor, cursorSchema, type Turn } from './turn.ts';

const piece = z.object({ text: z.string(), found: z.boolean() });

/** A turn as one row of the log shows it: a line of each side, cut around what was found. */
export const turnRowSchema = z.object({
  id: z.string(),
  at: z.string(),
  sessionId: z.string(),
  state: z.enum(turnStates),
  knowledgeBase: z.string().nullable(),
  source: z.string(),
  responseMs: z.int().nullable(),
  question: z.array(piece),
  answer: z.array(piece),
});
export type TurnRow = z.infer<typeof turnRowSchema>;

/** What a tail sends: what is new, newest first, how much there was, what turns were judged to be, the mark to go on from, and whether too much came to be told. */
export const tailAnswerSchema = z.object({
  rows: z.array(turnRowSchema),
  count: z.int(),
  judged: z.array(turnRowSchema.pick({ id: true, state: true })),
  mark: z.string(),
  isPast: z.boolean(),
});
export type TailAnswer = z.infer<typeof tailAnswerSchema>;

/** What the states of turns are by now; a turn that is not among them is no longer in the log. */
export const statesAnswerSchema = tailAnswerSchema.shape.judged;
/** As many as a page holds. */
export const statesQuestionSchema = z.array(cursorSchema).max(200);

const LINE = 180;

/** The row of a turn under the search in force. */
export function rowOf(turn: Turn, query: ParsedQuery): TurnRow {
  const { id, at, sessionId, state, knowledgeBase, source, responseMs } = turn;
  return {
    id,
    at,
    sessionId,
    state,
    knowledgeBase,
    source,
    responseMs,
    question: excerpt(turn.question, highlight(turn.question, query, 'question'), LINE),
    answer: excerpt(turn.answer, highlight(turn.answer, query, 'answer'), LINE),
  };
}

/** `rows` with `more` among them in their order, newest first, each turn once, at most `most`. */
export function mergeRows(rows: readonly TurnRow[], more: readonly TurnRow[], most: number): TurnRow[] {
  const known = new Map([...rows, ...more].map((row) => [row.id, row]));
  return [...known.values()].toSorted(newestFirst).slice(0, most);
}

/** The place of the open turn among `rows`; where it has left them, of the next older one, else of the last. -1: none is open. */
export function placeIn(rows: readonly TurnRow[], open: Cursor | null): number {
  if (open === null) return -1;
  const place = rows.findIndex(({ id }) => id === open.id);
  if (place !== -1) return place;
  const older = rows.findIndex((row) => newestFirst(open, row) < 0);
  return older === -1 ? rows.length - 1 : older;
}

/** The order of the log, of turns and of places in it. */
export function newestFirst(one: Cursor, other: Cursor): number {
  if (one.at !== other.at) return one.at < other.at ? 1 : -1;
  return BigInt(one.id) < BigInt(other.id) ? 1 : -1;
}
