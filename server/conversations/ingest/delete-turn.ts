import 'server-only';
import { z } from 'zod';
import { type Actor, type KeyActor, requireScope } from '#server/core/auth/actor.ts';
import { ingestPool } from '#server/core/db/ingest-pool.ts';
import { onClient } from '#server/core/db/on-client.ts';
import { withinLoop } from '#server/core/loop-timeout.ts';

const WITHIN_MS = 800;

// The ledger knows the turn's time, which leads to its partition and its row.
const DELETE = `
with entry as (
  select event_id, created_at from conversation_events
  where event_id = $1 and key_id = $2 and received_at > timezone('utc', now()) - interval '10 minutes' for update
), gone as (
  delete from conversations c using entry e
  where c.created_at = e.created_at and c.event_id = e.event_id and starts_with(c.session_id, 'smoke-') returning c.event_id
)
delete from conversation_events where event_id in (select event_id from gone) returning event_id::text`;

/**
 * Takes back a turn of a smoke test, figures included: one that this key posted in the last ten minutes in a session whose
 * name begins with `smoke-`.
 * @returns false when there is no such turn
 */
export async function deleteTurn(actor: Actor & KeyActor, eventId: string): Promise<boolean> {
  requireScope(actor, 'conversations:write');
  const { rows } = await withinLoop(WITHIN_MS, (signal) =>
    onClient(ingestPool(), signal, (client) => client.query(DELETE, [eventId, actor.id])),
  );
  return z.array(z.object({ event_id: z.string() })).parse(rows).length > 0;
}
