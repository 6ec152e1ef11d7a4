import 'server-only';
import type { Transaction } from '#server/core/db/transaction.ts';

/**
 * The lock of whoever folds counts or moves texts between groups. Taken before any row of a group, a text or a vector is
 * locked, always in this order, so that nobody waits in a circle.
 */
export async function lockTexts(tx: Transaction): Promise<void> {
  await tx.$queryRaw`select 1 as locked from (select pg_advisory_xact_lock(hashtext('switchboard.question_texts_compact'))) l`;
}

/** Moves texts into groups, with their counts: `texts` and `groups` in step. Texts that are gone are passed over. */
export async function placeTexts(tx: Transaction, texts: readonly number[], groups: readonly number[]): Promise<void> {
  if (texts.length === 0) return;
  await tx.$queryRaw`select question_texts_place(${texts}::bigint[], ${groups}::bigint[])::text`;
}
