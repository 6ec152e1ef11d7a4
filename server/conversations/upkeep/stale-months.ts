import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';

/** Any number of ours that nothing else takes: two processes at the same index would wait for each other. */
const REBUILD_LOCK = 7_215_001;

const staleRow = z.tuple([z.object({ partition: z.string() })]).or(z.tuple([]));
const turnRow = z.tuple([z.object({ pid: z.int().nullable() })]);
const holdsRow = z.tuple([z.object({ holds: z.boolean() })]);
const indexRows = z.array(z.object({ name: z.string(), isLeft: z.boolean() }));

/**
 * Goes through the months whose text index was made by the words of before (`search.stale_months`), the newest first, and makes the index
 * anew of each that holds a script without spaces. Readers and writers go on meanwhile. A month takes seconds to read and up to some
 * minutes to index; one that the signal cuts off is begun anew by the next run.
 */
export async function renewStaleMonths(actor: Actor, signal: AbortSignal): Promise<void> {
  requirePermission(actor, 'conversations.rules');
  if (signal.aborted || (await nextStale(mainPool())) === null) return;
  const client = await mainPool().connect();
  let pid: number | null = null;
  const cancel = () => void mainPool().query('select pg_cancel_backend($1)', [pid]);
  try {
    pid = await takeTurn(client);
    if (pid === null) return;
    signal.addEventListener('abort', cancel, { once: true });
    await renewAll(client, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
    client.release(true);
  }
}

async function renewAll(client: pg.PoolClient, signal: AbortSignal): Promise<void> {
  for (let month = await nextStale(client); month !== null && !signal.aborted; month = await nextStale(client)) {
    if (await holdsUnspaced(client, month)) await renewIndex(client, month);
    await client.query('delete from search.stale_months where partition = $1', [month]);
  }
}

async function nextStale(client: Pick<pg.ClientBase, 'query'>): Promise<string | null> {
  const { rows } = await client.query('select partition from search.stale_months order by partition desc limit 1');
  return staleRow.parse(rows)[0]?.partition ?? null;
}

/** The number of this session; null when another is at it. Its settings and its lock go with the connection. */
async function takeTurn(client: pg.PoolClient): Promise<number | null> {
  await client.query('set statement_timeout = 0; set lock_timeout = 0; set max_parallel_maintenance_workers = 0');
  const { rows } = await client.query('select case when pg_try_advisory_lock($1) then pg_backend_pid() end as pid', [
    REBUILD_LOCK,
  ]);
  return turnRow.parse(rows)[0].pid;
}

/** One that retention dropped meanwhile holds nothing. */
async function holdsUnspaced(client: pg.PoolClient, month: string): Promise<boolean> {
  const { rows } = await client.query(`select to_regclass(format('partitions.%I', $1::text)) is not null as holds`, [
    month,
  ]);
  if (!holdsRow.parse(rows)[0].holds) return false;
  const found = await client.query(
    `select exists (select from partitions.${client.escapeIdentifier(month)} c
       where search.holds_unspaced(c.user_message) or search.holds_unspaced(c.assistant_response)) as holds`,
  );
  return holdsRow.parse(found.rows)[0].holds;
}

/** What an interrupted attempt left behind, an invalid index beside the true one, goes first. */
async function renewIndex(client: pg.PoolClient, month: string): Promise<void> {
  const { rows } = await client.query(
    `select c.relname as name, not i.indisvalid as "isLeft"
     from pg_index i join pg_class c on c.oid = i.indexrelid left join pg_inherits h on h.inhrelid = i.indexrelid
     where i.indrelid = format('partitions.%I', $1::text)::regclass
       and (h.inhparent = 'public.conversations_text_idx'::regclass or (not i.indisvalid and c.relname ~ '_cc(new|old)\\d*$'))`,
    [month],
  );
  for (const { name, isLeft } of indexRows
    .parse(rows)
    .toSorted((one, other) => Number(other.isLeft) - Number(one.isLeft))) {
    const index = `partitions.${client.escapeIdentifier(name)}`;
    await client.query(isLeft ? `drop index concurrently ${index}` : `reindex index concurrently ${index}`);
  }
}
