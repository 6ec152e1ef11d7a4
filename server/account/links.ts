import 'server-only';
import { z } from 'zod';
import type { LinkForm, SetupForm } from '#lib/account/schema.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { endingSessions } from '#server/core/auth/known-sessions.ts';
import { getLink, takeLink } from '#server/core/auth/one-time-link.ts';
import { hashPassword } from '#server/core/auth/password-hash.ts';
import { passwordFault } from '#server/core/auth/password-rules.ts';
import { endSessions, insertUser, storePassword } from '#server/core/auth/people.ts';
import { hasAdmin, SETUP_LOCK } from '#server/core/auth/setup-link.ts';
import { type Database, prisma } from '#server/core/db/prisma.ts';
import { inTransaction } from '#server/core/db/transaction.ts';

const bearer = systemActor('link');
const spent = 'This link was used or is past its time.';
const person = z.object({ email: z.string(), name: z.string() });
export type LinkedPerson = z.infer<typeof person> & { purpose: 'invite' | 'reset' };

/** Makes the first admin with the link that the first start prints. Of many claims at once, one succeeds. */
export async function claimSetup(given: SetupForm): Promise<Result<{ userId: string }>> {
  const fault = passwordFault(given.password, given);
  if (fault !== null) return fail('invalid', fault, { fieldErrors: { password: fault } });
  if ((await getLink(prisma(), given.token))?.purpose !== 'setup') return fail('not_found', spent);
  const hash = await hashPassword(given.password);
  return inTransaction(bearer, async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(${SETUP_LOCK})`;
    if (await hasAdmin(tx)) return fail('not_found', spent);
    const link = await takeLink(tx, given.token);
    if (link?.purpose !== 'setup') return fail('not_found', spent);
    const userId = await insertUser(tx, { ...given, role: 'admin' });
    if (userId === null) throw new Error('The address of the first admin belongs to somebody already.');
    await storePassword(tx, userId, hash);
    await recordAudit(tx, bearer, {
      action: 'user.create',
      targetType: 'user',
      targetId: userId,
      details: { role: 'admin', by: 'setup' },
    });
    return ok({ userId });
  });
}

/** Whether the setup page is there: nobody is an admin yet. */
export async function isSetupOpen(): Promise<boolean> {
  return !(await hasAdmin());
}

/** Whether a token opens the setup page, without using it. */
export async function isSetupToken(token: string): Promise<boolean> {
  return (await getLink(prisma(), token))?.purpose === 'setup';
}

/** Whom an invitation or a reset is for, without using it; null when it does not open. */
export async function getLinkedPerson(token: string): Promise<LinkedPerson | null> {
  const link = await getLink(prisma(), token);
  if (link === null || link.purpose === 'setup' || link.user_id === null) return null;
  const found = await getPerson(prisma(), link.user_id);
  return found === null ? null : { ...found, purpose: link.purpose };
}

/** Takes an invitation or a reset: the password is set, and every session of that person ends. */
export async function takePersonLink(given: LinkForm): Promise<Result<{ email: string }>> {
  const linked = await getLinkedPerson(given.token);
  if (linked === null) return fail('not_found', spent);
  const fault = passwordFault(given.password, linked);
  if (fault !== null) return fail('invalid', fault, { fieldErrors: { password: fault } });
  const hash = await hashPassword(given.password);
  return endingSessions(bearer, async (tx) => {
    const link = await takeLink(tx, given.token);
    if (link === null || link.purpose === 'setup' || link.user_id === null) return fail('not_found', spent);
    await storePassword(tx, link.user_id, hash);
    await endSessions(tx, link.user_id);
    await tx.$executeRaw`delete from one_time_links where user_id = ${link.user_id}::uuid and used_at is null`;
    const action = link.purpose === 'invite' ? 'user.join' : 'password.reset';
    await recordAudit(tx, bearer, { action, targetType: 'user', targetId: link.user_id });
    return ok({ email: linked.email });
  });
}

async function getPerson(db: Database, userId: string): Promise<z.infer<typeof person> | null> {
  const rows = await db.$queryRaw`select email, name from users where id = ${userId}::uuid and not banned`;
  return z.array(person).parse(rows)[0] ?? null;
}
