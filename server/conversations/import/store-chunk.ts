import 'server-only';
import type { PoolClient } from 'pg';
import { type Chunk, linesOf, type Problem } from '#server/conversations/import/chunks.ts';
import { flagConflicts, insertOnce, isOfData, type Row, type RowOutcome } from '#server/conversations/ingest/write.ts';

/** Two runs that import the same file at the same time: the later one stops. */
export class AnotherRunError extends Error {}

/**
 * Stores a chunk and where the file is then done, in one transaction.
 * @throws AnotherRunError when another run has stored it or the import was ended
 */
export async function storeChunk(client: PoolClient, batch: number, chunk: Chunk): Promise<void> {
  await ensureMonths(client, chunk);
  await client.query('begin');
  try {
    await requirePlace(client, batch, chunk.afterLine);
    const outcomes = await storeRows(client, batch, chunk.rows);
    const refused = chunk.rows.filter((_, index) => outcomes[index] === 'refused');
    const problems = [
      ...chunk.problems,
      ...refused.map(({ line }) => ({ line, sentence: 'The database refused it.' })),
    ];
    await storeProblems(client, batch, problems);
    await storePlace(client, batch, chunk, outcomes, problems.length);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** A month that cannot be made now is no obstacle: its turns lie in the default partition until it is. */
async function ensureMonths(client: PoolClient, { rows }: Chunk): Promise<void> {
  const months = new Set(rows.map(({ row }) => (row.turn.createdAt ?? new Date().toISOString()).slice(0, 7)));
  await client.query(`set lock_timeout = '1s'`);
  for (const month of months)
    await client.query('select conversations_ensure_month($1)', [`${month}-01`]).catch(() => undefined);
  await client.query('reset lock_timeout');
}

async function requirePlace(client: PoolClient, batch: number, afterLine: number): Promise<void> {
  const taken = await client.query(
    `update import_batches set touched_at = now() where id = $1 and source = 'jsonl' and state = 'applying'`,
    [batch],
  );
  const { rows } = await client.query<{ line: number }>(
    'select coalesce(max(last_line), 0)::float8 as line from import_turn_chunks where batch = $1',
    [batch],
  );
  if (taken.rowCount !== 1 || rows[0]?.line !== afterLine) throw new AnotherRunError();
}

async function storeRows(client: PoolClient, batch: number, chunkRows: Chunk['rows']): Promise<RowOutcome[]> {
  const known = await findKnown(client, batch, chunkRows);
  const rows = chunkRows.map(({ row }) => row);
  const fresh = rows.filter((_, index) => !known.has(index));
  const stored = await insertHalving(client, fresh);
  let place = 0;
  const outcomes = rows.map(
    (_, index): RowOutcome => (known.has(index) ? 'duplicate' : (stored[place++] ?? 'unknown')),
  );
  await flagConflicts(client, rows, outcomes);
  return outcomes;
}

/**
 * The places of rows that are stored already although the ledger, which forgets an id after 35 days, may not know them. A turn
 * with a time is found by that and its event id, a row at a time, so that the planner never reads all turns for it. One
 * without is known by its file: an import of the same file that is older than the ledger stands and did not refuse the line.
 * An import stands no longer when another one, whose turns it may have found stored, was taken back after it began.
 */
export async function findKnown(client: PoolClient, batch: number, rows: Chunk['rows']): Promise<Set<number>> {
  const { rows: found } = await client.query<{ place: number }>(
    `with standing as (
       select max(s.id) as id from import_batches b join import_batches s on s.file_hash = b.file_hash
       where b.id = $4 and s.source = 'jsonl' and s.state = 'applied'
         and s.created_at < now() - interval '34 days' and not exists (
         select from import_batches u where u.id <> s.id and u.source = 'jsonl' and u.created_at < s.applied_at
           and u.state in ('undoing', 'undone') and coalesce(u.undone_at, 'infinity') > s.created_at)
     )
     select i.place::integer - 1 as place
     from unnest($1::uuid[], $2::timestamp[], $3::integer[]) with ordinality as i (event_id, created_at, line, place)
     where case when i.created_at is null
       then (select id from standing) is not null and i.line not in (
         select p.row_number from import_problems p where p.batch = (select id from standing) and p.row_number is not null)
       else (select c.id from conversations c where c.created_at = i.created_at and c.event_id = i.event_id limit 1) is not null end`,
    [
      rows.map(({ row }) => row.turn.eventId),
      rows.map(({ row }) => row.turn.createdAt),
      rows.map(({ line }) => line),
      batch,
    ],
  );
  return new Set(found.map(({ place }) => place));
}

/** What the database refuses for its data is halved until the row at fault stands alone. */
async function insertHalving(client: PoolClient, rows: Row[]): Promise<RowOutcome[]> {
  if (rows.length === 0) return [];
  await client.query('savepoint half');
  try {
    const duplicates = await insertOnce(client, rows, 1);
    await client.query('release savepoint half');
    return rows.map((_, index) => (duplicates.has(index) ? 'duplicate' : 'stored'));
  } catch (error) {
    if (!isOfData(error)) throw error;
    await client.query('rollback to savepoint half');
    if (rows.length === 1) return ['refused'];
    const middle = rows.length >> 1;
    const first = await insertHalving(client, rows.slice(0, middle));
    return [...first, ...(await insertHalving(client, rows.slice(middle)))];
  }
}

/** What a file's owner has to mend, in the order of the lines. */
export async function storeProblems(
  client: Pick<PoolClient, 'query'>,
  batch: number,
  problems: Problem[],
): Promise<void> {
  if (problems.length === 0) return;
  await client.query(
    `insert into import_problems (batch, row_number, message) select $1, * from unnest($2::integer[], $3::text[])`,
    [batch, problems.map(({ line }) => line), problems.map(({ sentence }) => sentence)],
  );
}

async function storePlace(
  client: PoolClient,
  batch: number,
  chunk: Chunk,
  outcomes: RowOutcome[],
  rejected: number,
): Promise<void> {
  const count = (wanted: RowOutcome) => outcomes.filter((outcome) => outcome === wanted).length;
  const mended = chunk.rows.filter(({ row }, index) => row.turn.mended && outcomes[index] === 'stored').length;
  await client.query(
    `insert into import_turn_chunks (batch, last_line, end_byte, first_id, last_id, read, stored, unchanged, rejected, mended)
     select $1, $2, $3, min(id), max(id), $4, $5, $6, $7, $8 from conversations where xid = pg_current_xact_id()`,
    [
      ...[batch, chunk.lastLine, chunk.endByte, linesOf(chunk)],
      ...[count('stored'), count('duplicate'), rejected, mended],
    ],
  );
}
