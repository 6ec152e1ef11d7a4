import 'server-only';
import type { Prisma } from '#generated/prisma/client.ts';
import { type Actor, actorTag } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

export type Transaction = Prisma.TransactionClient;

/**
 * Runs `work` in one transaction in which the history triggers know who acts and for which import batch.
 * It is rolled back after 15 s, or after `timeoutMs`. Never wait for anything but this transaction's own statements inside it.
 */
export function inTransaction<T>(
  actor: Actor,
  work: (tx: Transaction) => Promise<T>,
  options: { batch?: number; timeoutMs?: number } = {},
): Promise<T> {
  return prisma().$transaction(
    async (tx) => {
      const batch = options.batch === undefined ? '' : String(options.batch);
      await tx.$queryRaw`select set_config('switchboard.actor', ${actorTag(actor)}, true), set_config('switchboard.batch', ${batch}, true)`;
      return work(tx);
    },
    options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs },
  );
}
