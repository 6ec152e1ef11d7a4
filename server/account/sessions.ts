import 'server-only';
import { z } from 'zod';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission, type UserActor } from '#server/core/auth/actor.ts';
import { endingSessions } from '#server/core/auth/known-sessions.ts';
import { prisma } from '#server/core/db/prisma.ts';

type Person = Actor & UserActor;

const sessionRow = z.object({
  id: z.string(),
  createdAt: z.date(),
  expiresAt: z.date(),
  address: z.string().nullable(),
  agent: z.string().nullable(),
});
export type OwnSession = z.infer<typeof sessionRow> & { current: boolean };

/** The open sessions of whoever asks, newest first. */
export async function findOwnSessions(actor: Person): Promise<OwnSession[]> {
  requirePermission(actor, 'account.own');
  const rows = await prisma().$queryRaw`
    select id::text, created_at as "createdAt", expires_at as "expiresAt", ip_address as address, user_agent as agent
    from sessions where user_id = ${actor.id}::uuid and expires_at > now() order by created_at desc limit 100`;
  return z
    .array(sessionRow)
    .parse(rows)
    .map((row) => ({ ...row, current: row.id === actor.sessionId }));
}

/** Ends one session of whoever asks. */
export async function revokeOwnSession(actor: Person, sessionId: string): Promise<Result<null>> {
  requirePermission(actor, 'account.own');
  return endingSessions(actor, async (tx) => {
    const ended =
      await tx.$executeRaw`delete from sessions where id = ${sessionId}::uuid and user_id = ${actor.id}::uuid`;
    if (ended === 0) return fail('not_found', 'This session has ended already.');
    await recordAudit(tx, actor, { action: 'session.revoke', targetType: 'session', targetId: sessionId });
    return ok(null);
  });
}

/** Ends every session of whoever asks but this one. */
export async function revokeOtherSessions(actor: Person): Promise<Result<{ ended: number }>> {
  requirePermission(actor, 'account.own');
  return endingSessions(actor, async (tx) => {
    const ended = await tx.$executeRaw`
      delete from sessions where user_id = ${actor.id}::uuid and id <> ${actor.sessionId}::uuid`;
    await recordAudit(tx, actor, {
      action: 'session.revoke',
      targetType: 'user',
      targetId: actor.id,
      details: { ended },
    });
    return ok({ ended });
  });
}

/** Ends the session of whoever asks: signing out. */
export async function endSession(actor: Person): Promise<void> {
  requirePermission(actor, 'account.own');
  await endingSessions(actor, async (tx) => {
    await tx.$executeRaw`delete from sessions where id = ${actor.sessionId}::uuid`;
    await recordAudit(tx, actor, { action: 'session.end', targetType: 'user', targetId: actor.id });
  });
}
