import 'server-only';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { z } from 'zod';
import type { FileFacts } from '#lib/imports/batch.ts';
import { spreadsheetSafe } from '#lib/spreadsheet.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { makeEnterableFolder } from '#server/core/folders.ts';
import { dataDirectory } from '#server/core/paths.ts';
import { readRecords } from '#server/imports/read-records.ts';
import { makeUploadFolder, rejectFile } from '#server/imports/uploads.ts';

const problem = z.object({ row_number: z.number(), message: z.string() });

/**
 * Writes the rejected rows of a batch as they stood in the file, with the reason of each in a last column, so that they
 * can be mended and imported by themselves.
 * @param file the imported file
 * @param target where to write, readable by us alone
 * @returns the path, or null when no row was rejected
 */
export async function writeRejectFile(
  actor: Actor,
  batch: number,
  source: { file: string; facts: FileFacts },
  target: string,
): Promise<string | null> {
  requirePermission(actor, 'phonebook.import');
  const reasons = await findReasons(batch);
  if (reasons.size === 0) return null;
  makeEnterableFolder(dataDirectory());
  makeUploadFolder();
  await pipeline(
    Readable.from(rejectedRows(source, reasons)),
    stringify({ bom: true, cast: { string: spreadsheetSafe } }),
    createWriteStream(target, { mode: 0o600 }),
  );
  return target;
}

async function findReasons(batch: number): Promise<Map<number, string>> {
  const { rows } = await mainPool().query(
    `select row_number, string_agg(concat_ws(': ', column_name, message), ' ' order by id) as message
     from import_problems where batch = $1 and severity = 'error' and row_number is not null group by row_number`,
    [batch],
  );
  return new Map(
    z
      .array(problem)
      .parse(rows)
      .map((row) => [row.row_number, row.message]),
  );
}

async function* rejectedRows({ file, facts }: { file: string; facts: FileFacts }, reasons: Map<number, string>) {
  yield [...facts.header, 'Row', 'Problem'];
  for await (const { row, cells } of readRecords(file, facts)) {
    const reason = reasons.get(row);
    if (reason === undefined) continue;
    const width = Math.max(facts.header.length, cells.length);
    yield [...Array.from({ length: width }, (_, index) => cells[index] ?? ''), String(row), reason];
  }
}

/** The reject file in chunks; null when there is none. */
export function openRejectFile(actor: Actor, batch: number): AsyncIterable<Uint8Array> | null {
  requirePermission(actor, 'phonebook.import');
  const file = rejectFile(batch);
  return existsSync(file) ? createReadStream(file) : null;
}
