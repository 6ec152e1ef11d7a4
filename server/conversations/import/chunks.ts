import 'server-only';
import type { TimeBounds } from '#lib/conversations/posted-turn.ts';
import { IMPORT_SOURCE } from '#lib/conversations/turn.ts';
import type { Settings } from '#lib/settings/schema.ts';
import { eventIdOf } from '#server/conversations/import/event-id.ts';
import { readLines } from '#server/conversations/import/read-lines.ts';
import { LONGEST_LINE, readTurn } from '#server/conversations/import/read-turn.ts';
import { prepareRow } from '#server/conversations/ingest/prepare.ts';
import type { Row } from '#server/conversations/ingest/write.ts';

const MOST_LINES = 5_000;
const MOST_BYTES = 8 * 1_048_576;
const SENDER = { id: null, name: IMPORT_SOURCE };

export type Problem = { line: number; sentence: string };

/** Neighbouring lines of a file that are stored by one transaction. */
export type Chunk = {
  /** The last line before it, 0 at the start of the file. */
  afterLine: number;
  lastLine: number;
  /** Where the next chunk begins, in bytes from the start of the file. */
  endByte: number;
  rows: { line: number; row: Row }[];
  problems: Problem[];
};

export type Reading = { file: string; fileHash: string; bounds: TimeBounds; settings: Settings };

/** Reads the turns of a file from a place on, up to 5,000 lines or 8 MB at a time. */
export async function* readChunks(reading: Reading, from: { byte: number; line: number }): AsyncGenerator<Chunk> {
  let chunk = emptyChunk(from.line, from.byte);
  for await (const line of readLines(reading.file, from, LONGEST_LINE)) {
    const read = readTurn(line, reading.bounds);
    if (read.turn === null) chunk.problems.push({ line: line.number, sentence: read.fault });
    else {
      const eventId = read.turn.eventId ?? eventIdOf(reading.fileHash, line.number);
      chunk.rows.push({ line: line.number, row: prepareRow(SENDER, { ...read.turn, eventId }, reading.settings) });
    }
    const startByte = chunk.startByte;
    chunk.lastLine = line.number;
    chunk.endByte = line.end;
    if (linesOf(chunk) < MOST_LINES && line.end - startByte < MOST_BYTES) continue;
    yield chunk;
    chunk = emptyChunk(line.number, line.end);
  }
  if (linesOf(chunk) > 0) yield chunk;
}

/** Lines of the chunk that are not blank. */
export function linesOf({ rows, problems }: Chunk): number {
  return rows.length + problems.length;
}

function emptyChunk(afterLine: number, startByte: number): Chunk & { startByte: number } {
  return { afterLine, startByte, lastLine: afterLine, endByte: startByte, rows: [], problems: [] };
}
