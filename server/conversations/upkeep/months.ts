import 'server-only';
import { prisma } from '#server/core/db/prisma.ts';

/** Makes the partitions of this month and the next, each in a transaction of its own. */
export async function ensureMonths(): Promise<void> {
  await prisma().$queryRaw`select conversations_ensure_month(timezone('utc', now())) as made`;
  await prisma().$queryRaw`select conversations_ensure_month(timezone('utc', now()) + interval '1 month') as made`;
}
