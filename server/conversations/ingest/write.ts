import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { PostedTurn } from '#lib/conversations/posted-turn.ts';
import { behindBouncer } from '#server/core/db/connection.ts';
import { ingestPool } from '#server/core/db/ingest-pool.ts';
import { onClient } from '#server/core/db/on-client.ts';
import { statementName } from '#server/core/db/statement-names.ts';
import { sqlStateOf } from '#server/core/errors.ts';
import { log } from '#server/core/log.ts';

/** A turn on its way into the tables: as it will stand there, by whose key, and a keyed hash of what was posted. */
export type Row = { turn: PostedTurn; source: string; keyId: string | null; bodyHash: Buffer };

/** `refused`: the database takes every other row of its batch and not this one. `unknown`: it may or may not be stored. */
export type RowOutcome = 'stored' | 'duplicate' | 'refused' | 'unknown';

/** What became of each row, in order; `failure` is what left some of them unknown. */
export type Written = { outcomes: RowOutcome[]; failure?: unknown };

// One statement, so that COMMIT costs no round trip of its own. Durable whatever the server's or the role's default says.
// Ids are sorted, so that two batches with the same ids never wait for each other in a circle.
const INSERT = `
with input as materialized (
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::integer[], $6::text[], $7::integer[], $8::text[], $9::timestamp[],
    $10::boolean[], $11::text[], $12::uuid[], $13::bytea[]) with ordinality
    as t (event_id, session_id, user_message, assistant_response, is_answered, knowledge_base, response_time_ms, client_ip, created_at,
      mended, source, key_id, body_hash, place)
), fresh as (
  insert into conversation_events (event_id, created_at, key_id, body_hash)
  select event_id, coalesce(created_at, timezone('utc', now())), key_id, body_hash from input where event_id is not null order by event_id
  on conflict do nothing returning event_id
), stored as (
  insert into conversations (event_id, session_id, user_message, assistant_response, is_answered, knowledge_base, response_time_ms,
    client_ip, created_at, reported_explicitly, mended, source)
  select event_id, session_id, user_message, assistant_response, is_answered, knowledge_base, response_time_ms,
    client_ip, coalesce(created_at, timezone('utc', now())), is_answered is not null, mended, source
  from input where event_id is null or event_id in (select event_id from fresh) order by place
)
select set_config('synchronous_commit', 'on', true),
  array(select place::integer - 1 from input where event_id is not null and event_id not in (select event_id from fresh)) as duplicates`;

const inserted = z.tuple([z.object({ duplicates: z.array(z.int()) })]);

const FLAG = `
with input as (select * from unnest($1::uuid[], $2::bytea[]) as t (event_id, body_hash)),
locked as (
  select e.event_id from conversation_events e join input i using (event_id)
  where not e.conflicting and e.body_hash <> i.body_hash order by e.event_id for update of e
)
update conversation_events set conflicting = true where event_id in (select event_id from locked)`;

/** Stores rows in one transaction on a connection of the ingest's own, and flags ids that came with another body before. */
export async function writeRows(rows: Row[], signal: AbortSignal): Promise<Written> {
  const outcomes = rows.map((): RowOutcome => 'unknown');
  try {
    await onClient(ingestPool(), signal, async (client) => {
      await storeRows(client, rows, 0, outcomes);
      await flagConflicts(client, rows, outcomes);
    });
    return { outcomes };
  } catch (failure) {
    // A duplicate is only told once its conflict is on record.
    return { outcomes: outcomes.map((one) => (one === 'duplicate' ? 'unknown' : one)), failure };
  }
}

/** The rows from `start` on; a batch that the database refuses for its data is halved until the row at fault stands alone. */
async function storeRows(client: pg.ClientBase, rows: Row[], start: number, outcomes: RowOutcome[]): Promise<void> {
  try {
    const duplicates = await insertOnce(client, rows);
    rows.forEach((_, index) => {
      outcomes[start + index] = duplicates.has(index) ? 'duplicate' : 'stored';
    });
  } catch (error) {
    if (!isOfData(error)) throw error;
    if (rows.length === 1) {
      log.error({ event: 'ingest.row_refused', state: sqlStateOf(error), source: rows[0]?.keyId });
      if (sqlStateOf(error) !== LOCKED) outcomes[start] = 'refused';
      return;
    }
    const middle = rows.length >> 1;
    await storeRows(client, rows.slice(0, middle), start, outcomes);
    await storeRows(client, rows.slice(middle), start + middle, outcomes);
  }
}

/** Inserts the first of each event_id and the rows without one; the places of the others and of those already stored. */
export async function insertOnce(client: pg.ClientBase, rows: Row[], attempts = 3): Promise<Set<number>> {
  const seen = new Set<string>();
  const places: number[] = [];
  const duplicates = new Set<number>();
  rows.forEach(({ turn: { eventId } }, index) => {
    if (eventId !== null && seen.has(eventId)) duplicates.add(index);
    else places.push(index);
    if (eventId !== null) seen.add(eventId);
  });
  const first = duplicates.size === 0 ? rows : rows.filter((_, index) => !duplicates.has(index));
  try {
    const found = inserted.parse((await client.query(statement(INSERT, columnsOf(first)))).rows);
    for (const place of found[0].duplicates) duplicates.add(places[place] ?? -1);
    return duplicates;
  } catch (error) {
    if (attempts > 1 && RETRIED.has(sqlStateOf(error) ?? '')) return insertOnce(client, rows, attempts - 1);
    throw error;
  }
}

export async function flagConflicts(client: pg.ClientBase, rows: Row[], outcomes: RowOutcome[]): Promise<void> {
  const again = rows.filter((_, index) => outcomes[index] === 'duplicate');
  if (again.length === 0) return;
  const values = [again.map(({ turn }) => turn.eventId), again.map(({ bodyHash }) => bodyHash)];
  await client.query(statement(FLAG, values));
}

function columnsOf(rows: Row[]): unknown[][] {
  return [
    rows.map(({ turn }) => turn.eventId),
    rows.map(({ turn }) => turn.sessionId),
    rows.map(({ turn }) => turn.userMessage),
    rows.map(({ turn }) => turn.assistantResponse),
    rows.map(({ turn }) => turn.isAnswered),
    rows.map(({ turn }) => turn.knowledgeBase),
    rows.map(({ turn }) => turn.responseTimeMs),
    rows.map(({ turn }) => turn.clientIp),
    rows.map(({ turn }) => turn.createdAt),
    rows.map(({ turn }) => turn.mended),
    rows.map(({ source }) => source),
    rows.map(({ keyId }) => keyId),
    rows.map(({ bodyHash }) => bodyHash),
  ];
}

function statement(text: string, values: unknown[][]): pg.QueryConfig {
  return behindBouncer() ? { text, values } : { name: statementName(text), text, values };
}

const LOCKED = '55P03';
/** A deadlock or a failed serialisation: nothing happened, and trying again is the cure. */
const RETRIED = new Set(['40001', '40P01']);

/** Whether a row of the batch is at fault: its values, a limit they exceed, a trigger's objection, a lock another holds on its id. */
export function isOfData(error: unknown): boolean {
  const state = sqlStateOf(error) ?? '';
  return state === LOCKED || /^(22|23|54|P0)/.test(state);
}
