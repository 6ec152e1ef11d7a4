import 'server-only';
import type { Actor } from '#server/core/auth/actor.ts';
import { inTransaction } from '#server/core/db/transaction.ts';
import { classOf } from '#server/core/errors.ts';
import { countOutcome } from '#server/core/failures/book.ts';
import { log } from '#server/core/log.ts';

/** A group whose look failed is tried again no sooner than after so long. */
const RETRY_MS = 60_000;

/** Groups whose last look failed in this process, and when (ms since 1970), the longest ago first. */
const failing = new Map<string, number>();

/**
 * The groups to look at now, at most so many, in their order. Of those that fail it is one that has rested, behind all others, so
 * that what is slow to fail holds nobody up for long. `more`: others than those that fail wait.
 */
export function nextLooks(wanted: readonly string[], most: number): { groups: string[]; more: boolean } {
  const sound = wanted.filter((group) => !failing.has(group));
  const rested = [...failing].filter(([group, at]) => wanted.includes(group) && Date.now() - at >= RETRY_MS);
  const again = rested.slice(0, 1).map(([group]) => group);
  return { groups: [...sound, ...again].slice(0, most), more: sound.length > most };
}

/**
 * Looks at one group; a failure is told when it begins, not each time, and then its gap counts as looked at.
 * @returns whether it was looked at
 * @throws what keeps that from being noted, as when the database is away: then it is not the group's
 */
export async function lookApart(actor: Actor, group: string, look: () => Promise<void>): Promise<boolean> {
  try {
    await look();
  } catch (error) {
    await noteLooked(actor, group);
    countOutcome({ kind: 'job', name: 'questions.gaps', detail: classOf(error) }, true);
    const message = error instanceof Error ? error.message : String(error);
    if (!failing.delete(group)) log.error({ event: 'gaps.look_failed', group, message });
    failing.set(group, Date.now());
    return false;
  }
  if (failing.delete(group)) log.info({ event: 'gaps.look_works_again', group });
  return true;
}

async function noteLooked(actor: Actor, group: string): Promise<void> {
  await inTransaction(
    actor,
    (tx) =>
      tx.$executeRaw`update question_gaps set looked_at = timezone('utc', now()) where group_id = ${group}::bigint and joined_into is null`,
  );
}
