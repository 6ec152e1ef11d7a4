import 'server-only';
import { prisma } from '#server/core/db/prisma.ts';

/** For so long a repeated event_id is known as one. */
const KEPT_DAYS = 35;
const CHUNK = 10_000;

/** Forgets event ids received more than 35 days ago, a chunk a transaction. The number forgotten. */
export async function trimLedger(): Promise<number> {
  let gone = 0;
  for (;;) {
    const count = await prisma().$executeRaw`
      delete from conversation_events where event_id = any (array(
        select event_id from conversation_events where received_at < timezone('utc', now()) - make_interval(days => ${KEPT_DAYS}::int) limit ${CHUNK}::int))`;
    gone += count;
    if (count < CHUNK) return gone;
  }
}
