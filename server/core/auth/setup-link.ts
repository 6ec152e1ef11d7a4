import 'server-only';
import { z } from 'zod';
import { systemActor } from '#server/core/auth/actor.ts';
import { createLink } from '#server/core/auth/one-time-link.ts';
import { type Database, prisma } from '#server/core/db/prisma.ts';
import { inTransaction } from '#server/core/db/transaction.ts';

/** Held while the first admin is made, so that of many claims at once one succeeds. Any number of ours that nothing else takes. */
export const SETUP_LOCK = 7_215_001;

/**
 * On a start without an admin: the path of a link, good for 30 minutes and one use, that makes the first one. Null once
 * there is an admin. Each start makes a new link and ends the one before.
 */
export async function ensureSetupLink(): Promise<string | null> {
  if (await hasAdmin(prisma())) return null;
  return inTransaction(systemActor('start'), async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(${SETUP_LOCK})`;
    if (await hasAdmin(tx)) return null;
    const { token } = await createLink(tx, systemActor('start'), { purpose: 'setup', userId: null });
    return `/setup?token=${token}`;
  });
}

/** Whether anybody is an admin, banned ones included: the setup page is gone from then on. */
export async function hasAdmin(db: Database = prisma()): Promise<boolean> {
  const rows = await db.$queryRaw`select exists (select from users where role = 'admin') as found`;
  return z.array(z.object({ found: z.boolean() })).parse(rows)[0]?.found ?? false;
}
