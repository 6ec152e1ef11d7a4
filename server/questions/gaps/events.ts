import 'server-only';
import { z } from 'zod';
import type { Transaction } from '#server/core/db/transaction.ts';

/** What happens to a gap: what people do can be taken back, what the product does by itself cannot. */
export const doneByPeople = ['assigned', 'due', 'fixed', 'wont_fix', 'opened', 'drafted', 'noted'] as const;
export type DoneByPeople = (typeof doneByPeople)[number];
/** Of them those that wrote a text. What else was done stands beside the texts and is taken back without them. */
export const wroteText = ['drafted', 'noted'] as const;
type DoneByItself = 'appeared' | 'vanished' | 'returned' | 'reopened' | 'followed' | 'joined' | 'parted';

/**
 * Writes what happened to a gap in the caller's transaction.
 * @param details ids, dates and counts, never a text
 * @param at UTC without a zone; null for now
 * @returns the event's id, to take it back by
 */
export async function createGapEvent(
  tx: Transaction,
  actor: string,
  gapId: string,
  kind: DoneByPeople | DoneByItself,
  details: Record<string, unknown>,
  at: string | null = null,
): Promise<string> {
  const rows = await tx.$queryRaw`
    insert into question_gap_events (gap_id, at, actor, kind, details)
    values (${gapId}::bigint, coalesce(${at}::timestamp, timezone('utc', clock_timestamp())), ${actor}, ${kind}, ${JSON.stringify(details)}::jsonb) returning id::text as id`;
  return z.tuple([z.object({ id: z.string() })]).parse(rows)[0].id;
}
