import 'server-only';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { FileFacts } from '#lib/imports/batch.ts';
import { type Mapping, storedFields } from '#lib/imports/fields.ts';
import type { MendRule } from '#lib/imports/mend.ts';
import { readRow } from '#lib/imports/row.ts';
import { type FileRecord, readRecords } from '#server/imports/read-records.ts';

const CHUNK_SIGNS = 64 * 1024;

export type Staged = { read: number; lastRow: number; mended: Partial<Record<MendRule, number>> };
export type StageSource = { file: string; facts: FileFacts; mapping: Mapping };

/**
 * Fills the temporary table `staged_rows` from the file by COPY, in the caller's transaction. Only one chunk of rows is in
 * memory at a time.
 * @param onRead called now and then with the rows read so far
 */
export async function stageRows(
  client: ClientBase,
  source: StageSource,
  onRead: (rows: number) => void,
): Promise<Staged> {
  await createStagedRows(client);
  const staged: Staged = { read: 0, lastRow: 1, mended: {} };
  const copy = client.query(
    copyFrom(`copy staged_rows (row_number, ${storedFields.join(', ')}, typed, problems, remarks) from stdin`),
  );
  await pipeline(Readable.from(copyChunks(source, staged, onRead)), copy);
  await client.query('analyze staged_rows');
  return staged;
}

async function createStagedRows(client: ClientBase): Promise<void> {
  await client.query('drop table if exists pg_temp.staged_rows');
  await client.query(`
    create temporary table staged_rows (
      row_number integer primary key,
      ${storedFields.map((field) => `${field} text`).join(', ')},
      typed jsonb,
      problems jsonb,
      remarks jsonb,
      target integer,
      fresh boolean not null default false
    ) on commit drop`);
}

async function* copyChunks(source: StageSource, staged: Staged, onRead: (rows: number) => void) {
  const records = readRecords(source.file, source.facts);
  await records.next();
  let chunk = '';
  for await (const record of records) {
    chunk += copyLine(record, source, staged);
    staged.read += 1;
    staged.lastRow = record.row;
    if (chunk.length < CHUNK_SIGNS) continue;
    yield chunk;
    chunk = '';
    onRead(staged.read);
  }
  if (chunk !== '') yield chunk;
  onRead(staged.read);
}

function copyLine({ row, cells }: FileRecord, { facts, mapping }: StageSource, staged: Staged): string {
  const { values, typed, mended, problems, remarks } = readRow(cells, facts.header, mapping);
  for (const rule of mended) staged.mended[rule] = (staged.mended[rule] ?? 0) + 1;
  const columns = [
    String(row),
    ...storedFields.map((field) => values[field] ?? null),
    Object.keys(typed).length === 0 ? null : JSON.stringify(typed),
    problems.length === 0 ? null : JSON.stringify(problems),
    remarks.length === 0 ? null : JSON.stringify(remarks),
  ];
  return `${columns.map(copyCell).join('\t')}\n`;
}

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** One value in COPY's text format; null is \N. */
function copyCell(value: string | null): string {
  if (value === null) return '\\N';
  return value.replace(/[\\\t\n\r]/g, (sign) => escapes[sign] ?? sign);
}
