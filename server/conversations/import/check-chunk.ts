import 'server-only';
import type { PoolClient } from 'pg';
import type { Chunk } from '#server/conversations/import/chunks.ts';
import { findKnown } from '#server/conversations/import/store-chunk.ts';

/** Makes the place where a dry run remembers the ids it has seen, until the caller's transaction ends. */
export async function prepareChecks(client: PoolClient): Promise<void> {
  await client.query('create temporary table seen_events (event_id uuid primary key) on commit drop');
}

/** How many turns of a chunk would be stored; nothing is written but the ids seen so far. */
export async function checkChunk(
  client: PoolClient,
  batch: number,
  { rows }: Chunk,
): Promise<{ stored: number; mended: number }> {
  const known = await findKnown(client, batch, rows);
  const candidates = rows.map(({ row }) => row).filter((_, index) => !known.has(index));
  const result = await client.query<{ id: string }>(
    `with fresh as (
       insert into seen_events select distinct * from unnest($1::uuid[]) on conflict do nothing returning event_id
     )
     select event_id as id from fresh f where not exists (select from conversation_events e where e.event_id = f.event_id)`,
    [candidates.map(({ turn }) => turn.eventId)],
  );
  const fresh = new Set(result.rows.map(({ id }) => id));
  const mended = candidates.filter(({ turn }) => turn.mended && turn.eventId !== null && fresh.has(turn.eventId));
  return { stored: fresh.size, mended: mended.length };
}
