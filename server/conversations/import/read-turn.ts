import 'server-only';
import { isUtf8 } from 'node:buffer';
import { type PostedTurn, readPostedTurn, type TimeBounds } from '#lib/conversations/posted-turn.ts';
import type { Line } from '#server/conversations/import/read-lines.ts';
import { shapeOf } from '#server/conversations/ingest/shape.ts';

/** As long as the body of a request may be. */
export const LONGEST_LINE = 1_048_576;

export type LineRead = { turn: PostedTurn } | { turn: null; fault: string };

/** Reads one line by the rules of POST /api/conversations. `fault` is a sentence. It never throws. */
export function readTurn({ number, bytes }: Line, bounds: TimeBounds): LineRead {
  if (bytes === null) return { turn: null, fault: `The line is longer than ${LONGEST_LINE} bytes.` };
  const text = number === 1 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? bytes.subarray(3) : bytes;
  const { fault } = shapeOf(text);
  if (fault !== null) return { turn: null, fault: fault.detail.replace(/^The body/, 'The line') };
  const value = parse(text.toString('utf8'));
  if (value === undefined) return { turn: null, fault: 'The line is not JSON.' };
  const read = readPostedTurn(value, bounds);
  if (read.turn === null) return { turn: null, fault: sentenceOf(read.fault) };
  return isUtf8(text) ? read : { turn: { ...read.turn, mended: true } };
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sentenceOf(fault: string): string {
  return fault.startsWith('must') ? `The line ${fault}.` : `${fault}.`;
}
