import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { z } from 'zod';
import { mainPool } from '#server/core/db/pool.ts';

const COLUMNS = [
  ...['session_id', 'user_message', 'assistant_response', 'is_answered', 'knowledge_base'],
  ...['response_time_ms', 'created_at', 'event_id', 'client_ip', 'source'],
];
const TYPES = ['text', 'text', 'text', 'integer', 'text', 'integer', 'timestamp', 'uuid', 'text', 'text'];
const listed = COLUMNS.join(', ');
const GROUP = 500;

/** Rows a second, each way. */
export type BareRates = { rows: number; copy: number; insert: number; insertByFour: number };

/**
 * How fast this very Postgres takes rows of `conversations` into tables without an index, a trigger or a key: by one
 * COPY, and by inserts of 500 with a commit each, over one connection and over four.
 */
export async function measureBareRows(folder: string, most: number): Promise<BareRates> {
  const file = join(folder, 'rows.copy');
  await withClient(async (client) => {
    const rows = `copy (select ${listed} from conversations order by id limit ${most}) to stdout`;
    await pipeline(client.query(copyTo(rows)), createWriteStream(file));
  });
  const columns = await readColumns(most);
  const rows = columns[0]?.length ?? 0;
  const copy = await timed(rows, 1, () =>
    withClient((client) =>
      pipeline(createReadStream(file), client.query(copyFrom(`copy bench_rows (${listed}) from stdin`))),
    ),
  );
  return { rows, copy, insert: await inserted(columns, 1), insertByFour: await inserted(columns, 4) };
}

async function inserted(columns: readonly unknown[][], atOnce: number): Promise<number> {
  const rows = columns[0]?.length ?? 0;
  const unnested = TYPES.map((type, index) => `$${index + 1}::${type}[]`).join(', ');
  const text = `insert into bench_rows (${listed}) select * from unnest(${unnested})`;
  let next = 0;
  const line = async () => {
    while (next < rows) {
      const from = next;
      next += GROUP;
      const values = columns.map((column) => column.slice(from, from + GROUP));
      await mainPool().query({ name: 'bench_insert', text, values });
    }
  };
  return timed(rows, atOnce, line);
}

/** Rows a second of `work`, which so many do side by side into a fresh table. */
async function timed(rows: number, atOnce: number, work: () => Promise<unknown>): Promise<number> {
  await mainPool().query(`create table bench_rows as select ${listed} from conversations with no data`);
  try {
    const began = performance.now();
    await Promise.all(Array.from({ length: atOnce }, work));
    return Math.round((rows / (performance.now() - began)) * 1000);
  } finally {
    await mainPool().query('drop table bench_rows');
  }
}

/** A column each, as the driver wants them for arrays. */
async function readColumns(most: number): Promise<unknown[][]> {
  const { rows } = await mainPool().query({
    text: `select ${listed.replace('created_at', 'created_at::text')} from conversations order by id limit ${most}`,
    rowMode: 'array',
  });
  const values = z.array(z.array(z.union([z.string(), z.number(), z.null()]))).parse(rows);
  return COLUMNS.map((_, index) => values.map((row) => row[index] ?? null));
}

async function withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await mainPool().connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}
