import 'server-only';
import { APIError } from 'better-auth/api';
import { z } from 'zod';
import { fail, ok, type Result } from '#lib/result.ts';
import { confirmPassword, type OwnRequest } from '#server/account/password.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission, type UserActor } from '#server/core/auth/actor.ts';
import { auth } from '#server/core/auth/auth.ts';
import { type Attempt, admit, forgive, takeCode } from '#server/core/auth/login-limits.ts';
import { cookiesOf, type OutgoingCookie } from '#server/core/auth/session-cookie.ts';
import { prisma } from '#server/core/db/prisma.ts';

const usedCode = 'This code was tried already. Wait for the next one.';

type Person = Actor & UserActor;

/** Whether whoever asks has a second factor in force, and how many recovery codes are left. */
export async function getSecondFactor(actor: Person): Promise<{ on: boolean; codesLeft: number }> {
  requirePermission(actor, 'account.own');
  const rows = await prisma().$queryRaw`
    select u.two_factor_enabled as enabled from users u where id = ${actor.id}::uuid`;
  const on = z.array(z.object({ enabled: z.boolean() })).parse(rows)[0]?.enabled ?? false;
  if (!on) return { on, codesLeft: 0 };
  const { backupCodes } = await auth().api.viewBackupCodes({ body: { userId: actor.id } });
  return { on, codesLeft: backupCodes.length };
}

/** Makes the secret for an authenticator and ten recovery codes. In force once `finishSecondFactor` saw a code. */
export async function startSecondFactor(
  actor: Person,
  request: OwnRequest,
  password: string,
): Promise<Result<{ uri: string; codes: string[] }>> {
  const confirmed = await confirmPassword(actor, request.network, password);
  if (!confirmed.ok) return confirmed;
  const answer = await checked(() => auth().api.enableTwoFactor({ body: { password }, headers: request.headers }));
  if (answer instanceof APIError || answer.method !== 'totp')
    return fail('conflict', 'A second factor is in force already.');
  return ok({ uri: answer.totpURI, codes: answer.backupCodes });
}

/** Puts the second factor in force with a first code. The session is renewed. */
export async function finishSecondFactor(
  actor: Person,
  request: OwnRequest,
  code: string,
): Promise<Result<{ cookies: OutgoingCookie[] }>> {
  requirePermission(actor, 'account.own');
  const attempt: Attempt = { step: 'code', account: actor.id, network: request.network, browser: actor.sessionId };
  const admission = await admit(attempt);
  if (!admission.admitted)
    return fail('rate_limited', `Too many codes did not fit. Try again in ${admission.retryAfterSeconds} seconds.`);
  const digits = code.replace(/\s/g, '');
  if (!(await takeCode(actor.id, digits))) return fail('invalid', usedCode, { fieldErrors: { code: usedCode } });
  const answer = await checked(() =>
    auth().api.verifyTOTP({ body: { code: digits }, headers: request.headers, returnHeaders: true }),
  );
  if (answer instanceof APIError)
    return fail('invalid', 'This code does not fit.', { fieldErrors: { code: 'This code does not fit.' } });
  await forgive(attempt);
  await note(actor, 'second_factor.on');
  return ok({ cookies: cookiesOf(answer.headers) });
}

/** Takes the second factor away. The session is renewed. */
export async function stopSecondFactor(
  actor: Person,
  request: OwnRequest,
  password: string,
): Promise<Result<{ cookies: OutgoingCookie[] }>> {
  const confirmed = await confirmPassword(actor, request.network, password);
  if (!confirmed.ok) return confirmed;
  const answer = await checked(() =>
    auth().api.disableTwoFactor({ body: { password }, headers: request.headers, returnHeaders: true }),
  );
  if (answer instanceof APIError) return fail('conflict', 'No second factor is in force.');
  await note(actor, 'second_factor.off');
  return ok({ cookies: cookiesOf(answer.headers) });
}

/** Ten new recovery codes; the old ones stop working. */
export async function renewRecoveryCodes(
  actor: Person,
  request: OwnRequest,
  password: string,
): Promise<Result<{ codes: string[] }>> {
  const confirmed = await confirmPassword(actor, request.network, password);
  if (!confirmed.ok) return confirmed;
  const answer = await checked(() => auth().api.generateBackupCodes({ body: { password }, headers: request.headers }));
  if (answer instanceof APIError) return fail('conflict', 'No second factor is in force.');
  await note(actor, 'second_factor.codes');
  return ok({ codes: answer.backupCodes });
}

function note(actor: Person, action: string): Promise<void> {
  return recordAudit(prisma(), actor, { action, targetType: 'user', targetId: actor.id });
}

async function checked<T>(call: () => Promise<T>): Promise<T | APIError> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof APIError) return error;
    throw error;
  }
}
