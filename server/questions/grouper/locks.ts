import 'server-only';
import type { Portion } from '#lib/questions/grouping/portions.ts';
import type { Transaction } from '#server/core/db/transaction.ts';

/** What is placed by one statement: a second or two, while folding waits. */
export const AT_ONCE: Portion = { texts: 300, turns: 20_000 };
/** Milliseconds for what places texts: a single one that was asked two million times is read within it. */
export const PLACING_TIMEOUT_MS = 600_000;

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
