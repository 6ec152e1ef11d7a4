import 'server-only';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { z } from 'zod';
import type { FileFacts } from '#lib/imports/batch.ts';
import { type Delimiter, delimiterWords, guessDelimiter } from '#lib/imports/delimiter.ts';
import { ImportFileError } from '#server/imports/import-file-error.ts';
import { type Encoding, readRecords } from '#server/imports/read-records.ts';

const HEAD_BYTES = 256 * 1024;
const SAMPLE_ROWS = 5;
const SAMPLE_CELL_SIGNS = 120;
const COLUMN_LIMIT = 200;

/**
 * Reads a file once for its hash and encoding, and its head for delimiter, header and first rows.
 * @throws ImportFileError when it is empty, no text, or has no rows
 */
export async function inspectFile(file: string): Promise<{ facts: FileFacts; hash: string; bytes: number }> {
  const { hash, bytes, head, validUtf8 } = await readThrough(file);
  if (bytes === 0) throw new ImportFileError('The file is empty.');
  const encoding = encodingOf(head, validUtf8);
  const text = new TextDecoder(encoding).decode(head);
  if (looksBinary(head, encoding)) throw new ImportFileError('This is not a text file. Save the sheet as CSV first.');
  const delimiter = guessDelimiter(text);
  const { header, samples } = await readHead(file, encoding, delimiter);
  return { facts: { encoding, delimiter, header, samples, remarks: remarksOn(encoding, delimiter) }, hash, bytes };
}

async function readThrough(file: string) {
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const heads: Buffer[] = [];
  let bytes = 0;
  let validUtf8 = true;
  for await (const chunk of createReadStream(file, { highWaterMark: HEAD_BYTES })) {
    const part = z.instanceof(Buffer).parse(chunk);
    if (bytes < HEAD_BYTES) heads.push(part);
    bytes += part.length;
    hash.update(part);
    if (validUtf8) validUtf8 = decodes(decoder, part, true);
  }
  validUtf8 &&= decodes(decoder, Buffer.alloc(0), false);
  return { hash: hash.digest('hex'), bytes, head: Buffer.concat(heads), validUtf8 };
}

function decodes(decoder: TextDecoder, part: Buffer, stream: boolean): boolean {
  try {
    decoder.decode(part, { stream });
    return true;
  } catch {
    return false;
  }
}

/** A byte order mark decides; else NULs on every other byte mean UTF-16; else UTF-8 where it is valid, else Windows-1252. */
function encodingOf(head: Buffer, validUtf8: boolean): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const { even, odd } = nulShares(head);
  if (odd > 0.3 && even < 0.05) return 'utf-16le';
  if (even > 0.3 && odd < 0.05) return 'utf-16be';
  return validUtf8 ? 'utf-8' : 'windows-1252';
}

function nulShares(head: Buffer): { even: number; odd: number } {
  const counts = [0, 0];
  for (const [index, byte] of head.entries()) if (byte === 0) counts[index % 2] = (counts[index % 2] ?? 0) + 1;
  const half = Math.max(1, head.length / 2);
  return { even: (counts[0] ?? 0) / half, odd: (counts[1] ?? 0) / half };
}

function looksBinary(head: Buffer, encoding: Encoding): boolean {
  if (head.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') return true;
  if (encoding.startsWith('utf-16')) return false;
  return head.subarray(0, 15).toString('latin1') === 'SQLite format 3' || nulShares(head).even > 0.1;
}

async function readHead(file: string, encoding: Encoding, delimiter: Delimiter) {
  const rows: string[][] = [];
  for await (const { cells } of readRecords(file, { encoding, delimiter })) {
    if (rows.push(cells) > SAMPLE_ROWS) break;
  }
  const [names, ...samples] = rows;
  if (names === undefined) throw new ImportFileError('The file has no rows.');
  if (names.length > COLUMN_LIMIT)
    throw new ImportFileError(`The first row has ${names.length} columns; at most ${COLUMN_LIMIT} can be read.`);
  const clean = (cell: string) => cell.replaceAll('\0', '').trim().slice(0, SAMPLE_CELL_SIGNS).toWellFormed();
  return {
    header: names.map((name, index) => clean(name) || `Column ${index + 1}`),
    samples: samples.map((cells) => cells.map(clean)),
  };
}

function remarksOn(encoding: Encoding, delimiter: Delimiter): string[] {
  const remarks: string[] = [];
  if (encoding === 'windows-1252')
    remarks.push('The file is not UTF-8, so it was read as Windows-1252. Check the accents in the preview.');
  if (encoding.startsWith('utf-16'))
    remarks.push('The file is UTF-16, as Excel’s “Unicode text”, and was read as such.');
  if (delimiter !== ',') remarks.push(`Columns are parted by ${delimiterWords[delimiter]}.`);
  return remarks;
}
