import 'server-only';
import { z } from 'zod';
import type { GapEvent } from '#lib/questions/gaps/detail.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { sessionReader } from '#server/core/privacy/session-reader.ts';

/** A turn as an event keeps it: `at` is UTC, cut to the second. */
type Kept = { id: string; at: string };
/** An event as it is stored: its evidence names turns alone. */
export type StoredEvent = Omit<GapEvent, 'details'> & {
  details: Omit<GapEvent['details'], 'evidence'> & { evidence?: Kept[] | undefined };
};

/** Events with the session of each turn of their evidence as it is shown; null for a turn that is gone. */
export async function withSessions(actor: Actor, events: readonly StoredEvent[]): Promise<GapEvent[]> {
  const kept = events.flatMap(({ details }) => details.evidence ?? []);
  const [sessions, show] = await Promise.all([readSessions(kept), sessionReader(actor)]);
  const shown = (id: string) => {
    const session = sessions.get(id);
    return session === undefined ? null : show(session);
  };
  return events.map(({ details: { evidence, ...details }, ...event }) => ({
    ...event,
    details:
      evidence === undefined
        ? details
        : { ...details, evidence: evidence.map((turn) => ({ ...turn, sessionId: shown(turn.id) })) },
  }));
}

async function readSessions(turns: readonly Kept[]): Promise<Map<string, string>> {
  if (turns.length === 0) return new Map();
  const rows = await prisma().$queryRaw`
    select c.id::text as id, c.session_id as session
    from unnest(${turns.map(({ id }) => id)}::bigint[], ${turns.map(({ at }) => at.replace('Z', ''))}::timestamp[]) as t (id, at)
    cross join lateral (
      select c.id, c.session_id from conversations c where c.id = t.id and c.created_at >= t.at and c.created_at < t.at + interval '1 second') c`;
  const found = z.array(z.object({ id: z.string(), session: z.string() })).parse(rows);
  return new Map(found.map(({ id, session }) => [id, session]));
}
