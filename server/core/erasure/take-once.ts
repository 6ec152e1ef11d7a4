import 'server-only';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { inOwnTransaction } from '#server/core/erasure/session.ts';
import type { Taken, Work } from '#server/core/erasure/store.ts';

const takenSchema = z.object({ counts: z.record(z.string(), z.int()), tables: z.array(z.string()) });

/**
 * The work of a store that is one transaction, which also saves what was taken: cut off before that is noted, a second run finds
 * nothing more, and still tells it and has its tables vacuumed.
 */
export function takeOnce(work: Work, take: (client: PoolClient) => Promise<Taken>): Promise<Taken> {
  return inOwnTransaction(work.actorTag, async (client) => {
    const before = takenSchema.nullable().parse(work.place);
    const now = await take(client);
    const taken = before === null ? now : together(before, now);
    await work.savePlace(client, taken);
    return taken;
  });
}

function together(before: Taken, now: Taken): Taken {
  const counts = { ...before.counts };
  for (const [what, count] of Object.entries(now.counts)) counts[what] = (counts[what] ?? 0) + count;
  return { counts, tables: [...new Set([...before.tables, ...now.tables])] };
}
