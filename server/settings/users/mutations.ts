import 'server-only';
import { z } from 'zod';
import type { HandedLink, InviteForm, NewUserForm } from '#lib/account/schema.ts';
import { type Failure, fail, ok, type Result } from '#lib/result.ts';
import type { Role } from '#lib/roles.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { endingSessions } from '#server/core/auth/known-sessions.ts';
import { createLink } from '#server/core/auth/one-time-link.ts';
import { hashPassword } from '#server/core/auth/password-hash.ts';
import { passwordFault } from '#server/core/auth/password-rules.ts';
import { endSessions, insertUser, leavesAnAdmin, storePassword } from '#server/core/auth/people.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';

const gone = fail('not_found', 'This person is not there any more.');
const lastAdmin = fail('conflict', 'This is the last admin. Make somebody else an admin first.');

/** Adds a person and makes the link, good for seven days, by which they choose their password. */
export async function inviteUser(actor: Actor, form: InviteForm): Promise<Result<HandedLink>> {
  requirePermission(actor, 'users.edit');
  return inTransaction(actor, async (tx) => {
    const userId = await insertUser(tx, form);
    if (userId === null) return taken();
    const { token, goodForMs } = await createLink(tx, actor, { purpose: 'invite', userId });
    await recordAudit(tx, actor, {
      action: 'user.invite',
      targetType: 'user',
      targetId: userId,
      details: { role: form.role },
    });
    return ok({ userId, path: `/reset/${token}`, goodForMs });
  });
}

/** Adds a person with a password, for the command line. */
export async function createUser(actor: Actor, form: NewUserForm): Promise<Result<{ userId: string }>> {
  requirePermission(actor, 'users.edit');
  const fault = passwordFault(form.password, form);
  if (fault !== null) return fail('invalid', fault, { fieldErrors: { password: fault } });
  const hash = await hashPassword(form.password);
  return inTransaction(actor, async (tx) => {
    const userId = await insertUser(tx, form);
    if (userId === null) return taken();
    await storePassword(tx, userId, hash);
    await recordAudit(tx, actor, {
      action: 'user.create',
      targetType: 'user',
      targetId: userId,
      details: { role: form.role },
    });
    return ok({ userId });
  });
}

/** Makes the link, good for a day, by which a person chooses a new password; for an invitation not taken yet, a new one. */
export async function makeResetLink(actor: Actor, userId: string): Promise<Result<HandedLink>> {
  requirePermission(actor, 'users.edit');
  return inTransaction(actor, async (tx) => {
    const user = await lockUser(tx, userId);
    if (user === null) return gone;
    const { token, goodForMs } = await createLink(tx, actor, { purpose: user.joined ? 'reset' : 'invite', userId });
    await recordAudit(tx, actor, { action: 'user.reset_link', targetType: 'user', targetId: userId });
    return ok({ userId, path: `/reset/${token}`, goodForMs });
  });
}

/** Gives a person another role; their sessions end, so that nothing of the old role stays open. */
export async function changeRole(actor: Actor, userId: string, role: Role): Promise<Result<null>> {
  requirePermission(actor, 'users.edit');
  return endingSessions(actor, async (tx) => {
    if (role !== 'admin' && !(await leavesAnAdmin(tx, userId))) return lastAdmin;
    const user = await lockUser(tx, userId);
    if (user === null) return gone;
    if (user.role === role) return ok(null);
    await tx.$executeRaw`update users set role = ${role}, updated_at = now() where id = ${userId}::uuid`;
    await endSessions(tx, userId);
    await recordAudit(tx, actor, {
      action: 'user.role',
      targetType: 'user',
      targetId: userId,
      details: { from: user.role, to: role },
    });
    return ok(null);
  });
}

/** Closes an account: its sessions end and nobody can sign in with it until it is opened again. */
export async function banUser(actor: Actor, userId: string): Promise<Result<null>> {
  requirePermission(actor, 'users.edit');
  return endingSessions(actor, async (tx) => {
    if (!(await leavesAnAdmin(tx, userId))) return lastAdmin;
    if ((await lockUser(tx, userId)) === null) return gone;
    await tx.$executeRaw`update users set banned = true, updated_at = now() where id = ${userId}::uuid`;
    await tx.$executeRaw`delete from one_time_links where user_id = ${userId}::uuid and used_at is null`;
    await endSessions(tx, userId);
    await recordAudit(tx, actor, { action: 'user.ban', targetType: 'user', targetId: userId });
    return ok(null);
  });
}

/** Opens a closed account again. */
export async function unbanUser(actor: Actor, userId: string): Promise<Result<null>> {
  requirePermission(actor, 'users.edit');
  return inTransaction(actor, async (tx) => {
    if ((await lockUser(tx, userId)) === null) return gone;
    await tx.$executeRaw`update users set banned = false, ban_reason = null, ban_expires = null, updated_at = now() where id = ${userId}::uuid`;
    await recordAudit(tx, actor, { action: 'user.unban', targetType: 'user', targetId: userId });
    return ok(null);
  });
}

/** Deletes a person with sessions and links. What they did stays in history and audit under their id. */
export async function deleteUser(actor: Actor, userId: string): Promise<Result<null>> {
  requirePermission(actor, 'users.edit');
  return endingSessions(actor, async (tx) => {
    if (!(await leavesAnAdmin(tx, userId))) return lastAdmin;
    if ((await lockUser(tx, userId)) === null) return gone;
    await tx.$executeRaw`delete from users where id = ${userId}::uuid`;
    await recordAudit(tx, actor, { action: 'user.delete', targetType: 'user', targetId: userId });
    return ok(null);
  });
}

/** Takes away a second factor whose device and recovery codes are lost; sessions end. */
export async function removeSecondFactor(actor: Actor, userId: string): Promise<Result<null>> {
  requirePermission(actor, 'users.edit');
  return endingSessions(actor, async (tx) => {
    if ((await lockUser(tx, userId)) === null) return gone;
    await tx.$executeRaw`delete from two_factors where user_id = ${userId}::uuid`;
    await tx.$executeRaw`update users set two_factor_enabled = false, updated_at = now() where id = ${userId}::uuid`;
    await endSessions(tx, userId);
    await recordAudit(tx, actor, { action: 'user.second_factor_removed', targetType: 'user', targetId: userId });
    return ok(null);
  });
}

/** Ends every session of a person. */
export async function revokeUserSessions(actor: Actor, userId: string): Promise<Result<{ ended: number }>> {
  requirePermission(actor, 'users.edit');
  return endingSessions(actor, async (tx) => {
    if ((await lockUser(tx, userId)) === null) return gone;
    const ended = await endSessions(tx, userId);
    await recordAudit(tx, actor, {
      action: 'session.revoke',
      targetType: 'user',
      targetId: userId,
      details: { ended },
    });
    return ok({ ended });
  });
}

function taken(): Failure {
  const sentence = 'Somebody has this address already.';
  return fail('conflict', sentence, { fieldErrors: { email: sentence } });
}

const lockedUser = z.object({ role: z.string(), joined: z.boolean() });

async function lockUser(tx: Transaction, userId: string): Promise<z.infer<typeof lockedUser> | null> {
  const rows = await tx.$queryRaw`
    select role, exists (select from accounts a where a.user_id = users.id and a.password is not null) as joined
    from users where id = ${userId}::uuid for update`;
  return z.array(lockedUser).parse(rows)[0] ?? null;
}
