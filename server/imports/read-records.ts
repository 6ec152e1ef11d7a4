import 'server-only';
import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import type { Delimiter } from '#lib/imports/delimiter.ts';
import { ImportFileError } from '#server/imports/import-file-error.ts';

/** An unclosed quote swallows everything after it: past this size a row is refused instead of filling the memory. */
const RECORD_LIMIT_BYTES = 1_000_000;

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
export type Layout = { encoding: Encoding; delimiter: Delimiter };
export type FileRecord = {
  /** As a spreadsheet numbers it: the header is row 1, blank rows count. */
  row: number;
  cells: string[];
};

/**
 * Streams the rows of a file, the header first, blank ones left out. Memory stays flat whatever the file's size.
 * @throws ImportFileError when the quotes do not close
 */
export async function* readRecords(file: string, layout: Layout): AsyncGenerator<FileRecord> {
  const parser = parse({
    delimiter: layout.delimiter,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: RECORD_LIMIT_BYTES,
  });
  const input = createReadStream(file, { highWaterMark: 256 * 1024 });
  const decoder = new TextDecoder(layout.encoding);
  input.on('data', (chunk) => {
    if (!parser.write(decoder.decode(bytesOf(chunk), { stream: true }))) input.pause();
  });
  parser.on('drain', () => input.resume());
  input.on('end', () => parser.end(decoder.decode()));
  input.on('error', (error) => parser.destroy(error));

  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (row === 0 && /^sep=.?$/i.test(cells.join(''))) continue;
      row += 1;
      if (cells.every((cell) => cell.trim() === '')) continue;
      yield { row, cells };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ImportFileError(
      `A quote opened in or after row ${row + 1} is never closed, so the rest of the file cannot be told apart.`,
      { cause: error },
    );
  } finally {
    input.destroy();
  }
}

function bytesOf(chunk: string | Buffer): Buffer {
  return typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}
