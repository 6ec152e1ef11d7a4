import 'server-only';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ClientBase } from 'pg';
import type { ImportCounts } from '#lib/imports/batch.ts';
import { type Actor, actorTag } from '#server/core/auth/actor.ts';

type Client = Pick<ClientBase, 'query'>;
export type ImportedFile = { fileName: string; hash: string; bytes: number };
export type Place = { byte: number; line: number };

const DRY_RUN_LIVES = '1 hour';

/** The SHA-256 of a file in hexadecimal, and its size. @param onBytes called now and then with the bytes read so far */
export async function hashFile(
  file: string,
  onBytes: (bytes: number) => void,
): Promise<{ hash: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    hash.update(chunk);
    bytes += chunk.length;
    onBytes(bytes);
  }
  return { hash: hash.digest('hex'), bytes };
}

/** The import of the same file that was cut off or failed, to go on with; else a new one. */
export async function startBatch(client: Client, actor: Actor, file: ImportedFile): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `update import_batches set state = 'applying', error = null, touched_at = now() where id = (
       select max(id) from import_batches where source = 'jsonl' and file_hash = $1 and state in ('applying', 'failed')) returning id`,
    [file.hash],
  );
  return rows[0]?.id ?? createBatch(client, actor, file, 'applying');
}

/** What a dry run hangs its problems on until it has told them; one that was cut off is cleared away by the next. */
export async function startDryRun(client: Client, actor: Actor, file: ImportedFile): Promise<number> {
  await client.query(
    `delete from import_batches where source = 'jsonl' and state = 'previewing' and touched_at < now() - $1::interval`,
    [DRY_RUN_LIVES],
  );
  return createBatch(client, actor, file, 'previewing');
}

async function createBatch(client: Client, actor: Actor, file: ImportedFile, state: string): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `insert into import_batches (source, file_name, file_hash, file_bytes, state, created_by) values ('jsonl', $1, $2, $3, $4, $5) returning id`,
    [file.fileName, file.hash, file.bytes, state, actorTag(actor)],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('The import got no number.');
  return id;
}

/** How far the file is done. */
export async function getPlace(client: Client, batch: number): Promise<Place> {
  const { rows } = await client.query<Place>(
    `select last_line::float8 as line, end_byte::float8 as byte from import_turn_chunks where batch = $1 order by last_line desc limit 1`,
    [batch],
  );
  return rows[0] ?? { line: 0, byte: 0 };
}

/** Ends an import in the caller's transaction. @returns its counts over all runs */
export async function finishBatch(client: Client, batch: number): Promise<ImportCounts> {
  const { rows } = await client.query<Record<'read' | 'stored' | 'unchanged' | 'rejected' | 'mended', number>>(
    `select coalesce(sum(read), 0)::float8 as read, coalesce(sum(stored), 0)::float8 as stored, coalesce(sum(unchanged), 0)::float8 as unchanged,
            coalesce(sum(rejected), 0)::float8 as rejected, coalesce(sum(mended), 0)::float8 as mended from import_turn_chunks where batch = $1`,
    [batch],
  );
  const sums = rows[0] ?? { read: 0, stored: 0, unchanged: 0, rejected: 0, mended: 0 };
  const counts = countsOf(sums);
  await client.query(
    `update import_batches set state = 'applied', counts = $2, problem_count = $3, error = null, touched_at = now(), applied_at = now()
     where id = $1`,
    [batch, JSON.stringify(counts), counts.rejected],
  );
  return counts;
}

export function countsOf(sums: Record<'read' | 'stored' | 'unchanged' | 'rejected' | 'mended', number>): ImportCounts {
  const { read, stored, unchanged, rejected, mended } = sums;
  return {
    read,
    created: stored,
    updated: 0,
    unchanged,
    deleted: 0,
    restored: 0,
    rejected,
    mended: mended === 0 ? {} : { unstorable: mended },
    live: 0,
    fuse: false,
  };
}
