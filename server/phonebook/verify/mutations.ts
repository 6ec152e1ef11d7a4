import 'server-only';
import { z } from 'zod';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { inTransaction } from '#server/core/db/transaction.ts';

const BATCH = 5000;
const LIMIT_MS = 10 * 60_000;
const sweeping = z.tuple([z.object({ words: z.number() })]);
const rows = z.array(z.object({ employee: z.number() }));

/**
 * Indexes anew each entry that search does not follow, and closes the note on each gap in the history: what was not
 * written when it happened cannot be told later, so it is put down in the audit log instead. Words that nobody bears any
 * more leave the vocabulary.
 */
export async function mendPhonebook(actor: Actor): Promise<{ indexed: number; gapsNoted: number; wordsSwept: number }> {
  requirePermission(actor, 'phonebook.edit');
  return inTransaction(
    actor,
    async (tx) => {
      const wrong = rows.parse(
        await tx.$queryRaw`select distinct employee from search.differences() order by employee`,
      );
      const ids = wrong.map((row) => row.employee);
      for (let from = 0; from < ids.length; from += BATCH)
        await tx.$queryRaw`select search.index_employees(${ids.slice(from, from + BATCH)}::integer[])::text`;
      const gaps = rows.parse(
        await tx.$queryRaw`
      delete from search.stale where reason like 'history: %' returning employee`,
      );
      const [swept] = sweeping.parse(await tx.$queryRaw`select search.sweep_vocabulary()::int as words`);
      const details = { indexed: ids.length, gapsNoted: gaps.length, wordsSwept: swept.words };
      if (ids.length + gaps.length + swept.words > 0)
        await recordAudit(tx, actor, {
          action: 'phonebook.mend',
          targetType: 'phonebook',
          targetId: 'search',
          details,
        });
      return details;
    },
    { timeoutMs: LIMIT_MS },
  );
}
