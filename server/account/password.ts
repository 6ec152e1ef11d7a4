import 'server-only';
import { randomBytes } from 'node:crypto';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission, type UserActor } from '#server/core/auth/actor.ts';
import { endingSessions } from '#server/core/auth/known-sessions.ts';
import { type Attempt, admit, forgive } from '#server/core/auth/login-limits.ts';
import { hashPassword, verifyPassword } from '#server/core/auth/password-hash.ts';
import { passwordFault } from '#server/core/auth/password-rules.ts';
import { getPasswordHash, storePassword } from '#server/core/auth/people.ts';
import { endsWithBrowser, type OutgoingCookie, sessionCookie } from '#server/core/auth/session-cookie.ts';
import { prisma } from '#server/core/db/prisma.ts';

type Person = Actor & UserActor;
/** The request's headers, with the cookies of its session, and the network it came from. */
export type OwnRequest = { headers: Headers; network: string };

/** Checks the password of whoever is signed in, within the limits of signing in, and notes when it was given. */
export async function confirmPassword(actor: Person, network: string, password: string): Promise<Result<null>> {
  requirePermission(actor, 'account.own');
  const checked = await checkOwnPassword(actor, network, password);
  if (!checked.ok) return checked;
  await prisma().$executeRaw`update sessions set password_at = now() where id = ${actor.sessionId}::uuid`;
  return ok(null);
}

/** Sets a new password. Every session of this person ends; this browser gets a new one, kept as long as the one before. */
export async function changePassword(
  actor: Person,
  request: OwnRequest,
  form: { current: string; password: string },
): Promise<Result<{ cookie: OutgoingCookie }>> {
  requirePermission(actor, 'account.own');
  const checked = await checkOwnPassword(actor, request.network, form.current, 'current');
  if (!checked.ok) return checked;
  const fault = passwordFault(form.password, actor);
  if (fault !== null) return fail('invalid', fault, { fieldErrors: { password: fault } });
  const hash = await hashPassword(form.password);
  const token = randomBytes(24).toString('base64url');
  return endingSessions(actor, async (tx) => {
    await storePassword(tx, actor.id, hash);
    const renewed = await tx.$executeRaw`
      insert into sessions (token, user_id, expires_at, ip_address, user_agent)
      select ${token}, user_id, expires_at, ip_address, user_agent from sessions where id = ${actor.sessionId}::uuid`;
    if (renewed === 0) return fail('unauthenticated', 'Your session has ended. Sign in again.');
    await tx.$executeRaw`delete from sessions where user_id = ${actor.id}::uuid and token <> ${token}`;
    // A reset link that lies about somewhere must not outlive the change.
    await tx.$executeRaw`delete from one_time_links where user_id = ${actor.id}::uuid and used_at is null`;
    await recordAudit(tx, actor, { action: 'password.change', targetType: 'user', targetId: actor.id });
    return ok({ cookie: sessionCookie(token, !endsWithBrowser(request.headers)) });
  });
}

async function checkOwnPassword(
  actor: Person,
  network: string,
  password: string,
  field = 'password',
): Promise<Result<null>> {
  const attempt: Attempt = { step: 'confirm', account: actor.id, network, browser: actor.sessionId };
  const admission = await admit(attempt);
  if (!admission.admitted)
    return fail('rate_limited', `Too many attempts failed. Try again in ${admission.retryAfterSeconds} seconds.`, {
      retryAfterSeconds: admission.retryAfterSeconds,
    });
  const hash = await getPasswordHash(prisma(), actor.id);
  if (hash === null || !(await verifyPassword({ hash, password })))
    return fail('invalid', 'The password is wrong.', { fieldErrors: { [field]: 'The password is wrong.' } });
  await forgive(attempt);
  return ok(null);
}
