import 'server-only';
import { z } from 'zod';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import type { Transaction } from '#server/core/db/transaction.ts';

/** Enough to see what happened; the count tells the rest. */
const MOST_NAMED = 100;
const LIMIT_MS = 10 * 60_000;

export type Difference = { employee: number; reason: string };
export type PhonebookVerdict = {
  entries: number;
  deleted: number;
  revisions: number;
  /** Entries that search or history does not follow, and the first hundred of them by name of the fault. */
  differing: number;
  differences: Difference[];
};

const counts = z.tuple([z.object({ entries: z.number(), deleted: z.number(), revisions: z.number() })]);
const found = z.array(z.object({ employee: z.number(), reason: z.string(), all: z.number() }));

/** Compares the search index and the history with the entries themselves, in one snapshot. */
export async function verifyPhonebook(actor: Actor): Promise<PhonebookVerdict> {
  requirePermission(actor, 'health.read');
  return prisma().$transaction(compare, { isolationLevel: 'RepeatableRead', timeout: LIMIT_MS });
}

async function compare(tx: Transaction): Promise<PhonebookVerdict> {
  await tx.$queryRaw`select set_config('statement_timeout', ${String(LIMIT_MS)}, true)`;
  const [counted] = counts.parse(
    await tx.$queryRaw`
    select count(*)::int as entries, (count(*) filter (where deleted_at is not null))::int as deleted,
           (select count(*)::int from employee_revisions) as revisions
    from employees`,
  );
  const differences = found.parse(
    await tx.$queryRaw`
    select employee, reason, (count(*) over ())::int as "all" from (
      select employee, reason from search.differences()
      union all
      select e.id, 'history ends at version ' || coalesce(max(r.version), 0) || ' of ' || e.version
      from employees e left join employee_revisions r on r.employee = e.id
      group by e.id having coalesce(max(r.version), 0) <> e.version
    ) as faults order by employee, reason limit ${MOST_NAMED}`,
  );
  return {
    ...counted,
    differing: differences[0]?.all ?? 0,
    differences: differences.map(({ employee, reason }) => ({ employee, reason })),
  };
}
