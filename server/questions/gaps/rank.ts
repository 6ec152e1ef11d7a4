import 'server-only';
import { Prisma } from '#generated/prisma/client.ts';
import type { GapPeriod } from '#lib/questions/gaps/gap.ts';

/**
 * SQL: the rank of gap `p` in a period, highest first: s × min(2, max(1/2, (s + 10) / (b + 10))), where s are the sessions
 * affected in the period and b those of the period before. The people left without an answer lead; that it grows or fades
 * can double or halve them and no more, so that a matter of few never stands above one of many for its growth alone. The 10
 * draws small numbers to "as before": from 2 to 6 is within chance. All of time has nothing before it.
 */
export function rankOf(period: GapPeriod): Prisma.Sql {
  const sessions = Prisma.sql`(p.figures->'sessions'->>${period})::float8`;
  if (period === 'all') return sessions;
  const before = Prisma.sql`(p.figures->'before'->>${period})::float8`;
  return Prisma.sql`${sessions} * least(2, greatest(0.5, (${sessions} + 10) / (${before} + 10)))`;
}
