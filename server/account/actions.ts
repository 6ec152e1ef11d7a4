'use server';

import { refresh } from 'next/cache';
import { redirect } from 'next/navigation';
import {
  changePasswordForm,
  codeForm,
  confirmForm,
  linkForm,
  preferencesForm,
  sessionId,
  setupForm,
  signInForm,
} from '#lib/account/schema.ts';
import { ok, parsed, type Result } from '#lib/result.ts';
import { claimSetup, takePersonLink } from '#server/account/links.ts';
import { changePassword, confirmPassword } from '#server/account/password.ts';
import { updatePreferences } from '#server/account/preferences.ts';
import {
  finishSecondFactor,
  renewRecoveryCodes,
  startSecondFactor,
  stopSecondFactor,
} from '#server/account/second-factor.ts';
import { endSession, revokeOtherSessions, revokeOwnSession } from '#server/account/sessions.ts';
import { getActor, requireActor } from '#server/core/auth/require-actor.ts';
import { type SignedIn, signIn, verifyCode } from '#server/core/auth/sign-in.ts';
import { currentVisitor, endCookies, sendCookies, sendTheme } from '#server/core/auth/visitor.ts';
import { toFailure } from '#server/core/errors.ts';

type Next = { next: SignedIn['next'] };

/** Signs in with e-mail and password; `next: 'code'` asks for the second factor. */
export async function signInAction(form: unknown): Promise<Result<Next>> {
  const given = parsed(signInForm.safeParse(form));
  if (!given.ok) return given;
  return entered(await signIn(await currentVisitor(), given.value).catch(toFailure));
}

/** The second step of signing in. */
export async function verifyCodeAction(form: unknown): Promise<Result<Next>> {
  const given = parsed(codeForm.safeParse(form));
  if (!given.ok) return given;
  return entered(await verifyCode(await currentVisitor(), given.value).catch(toFailure));
}

/** Makes the first admin and signs them in. */
export async function claimSetupAction(form: unknown): Promise<Result<Next>> {
  const given = parsed(setupForm.safeParse(form));
  if (!given.ok) return given;
  const claimed = await claimSetup(given.value).catch(toFailure);
  if (!claimed.ok) return claimed;
  return entered(await signIn(await currentVisitor(), { ...given.value, keep: false }).catch(toFailure));
}

/** Sets the password that an invitation or a reset is for, and signs that person in. */
export async function takeLinkAction(form: unknown): Promise<Result<Next>> {
  const given = parsed(linkForm.safeParse(form));
  if (!given.ok) return given;
  const taken = await takePersonLink(given.value).catch(toFailure);
  if (!taken.ok) return taken;
  const credentials = { email: taken.value.email, password: given.value.password, keep: false };
  return entered(await signIn(await currentVisitor(), credentials).catch(toFailure));
}

/** Ends this session and leads to the sign-in page. Signing out when nobody is signed in is no failure. */
export async function signOutAction(): Promise<never> {
  const actor = await getActor();
  if (actor !== null) await endSession(actor);
  await endCookies();
  redirect('/login');
}

/** Gives the password again, for what asks for one of the last ten minutes. */
export async function confirmPasswordAction(form: unknown): Promise<Result<null>> {
  const actor = await requireActor('account.own');
  const given = parsed(confirmForm.safeParse(form));
  if (!given.ok) return given;
  return confirmPassword(actor, (await currentVisitor()).network, given.value.password).catch(toFailure);
}

export async function changePasswordAction(form: unknown): Promise<Result<null>> {
  const actor = await requireActor('account.own');
  const given = parsed(changePasswordForm.safeParse(form));
  if (!given.ok) return given;
  const changed = await changePassword(actor, await currentVisitor(), given.value).catch(toFailure);
  if (!changed.ok) return changed;
  await sendCookies([changed.value.cookie]);
  return ok(null);
}

/** The secret for an authenticator, as an address for its QR code, and the recovery codes; in force after the next step. */
export async function startSecondFactorAction(form: unknown): Promise<Result<{ uri: string; codes: string[] }>> {
  const actor = await requireActor('account.own');
  const given = parsed(confirmForm.safeParse(form));
  if (!given.ok) return given;
  return startSecondFactor(actor, await currentVisitor(), given.value.password).catch(toFailure);
}

export async function finishSecondFactorAction(form: unknown): Promise<Result<null>> {
  const actor = await requireActor('account.own');
  const given = parsed(codeForm.safeParse(form));
  if (!given.ok) return given;
  const finished = await finishSecondFactor(actor, await currentVisitor(), given.value.code).catch(toFailure);
  if (!finished.ok) return finished;
  await sendCookies(finished.value.cookies);
  refresh();
  return ok(null);
}

export async function stopSecondFactorAction(form: unknown): Promise<Result<null>> {
  const actor = await requireActor('account.own');
  const given = parsed(confirmForm.safeParse(form));
  if (!given.ok) return given;
  const stopped = await stopSecondFactor(actor, await currentVisitor(), given.value.password).catch(toFailure);
  if (!stopped.ok) return stopped;
  await sendCookies(stopped.value.cookies);
  refresh();
  return ok(null);
}

export async function renewRecoveryCodesAction(form: unknown): Promise<Result<{ codes: string[] }>> {
  const actor = await requireActor('account.own');
  const given = parsed(confirmForm.safeParse(form));
  if (!given.ok) return given;
  return renewRecoveryCodes(actor, await currentVisitor(), given.value.password).catch(toFailure);
}

export async function revokeOwnSessionAction(id: unknown): Promise<Result<null>> {
  const actor = await requireActor('account.own');
  const given = parsed(sessionId.safeParse(id));
  if (!given.ok) return given;
  const revoked = await revokeOwnSession(actor, given.value).catch(toFailure);
  refresh();
  return revoked;
}

export async function revokeOtherSessionsAction(): Promise<Result<{ ended: number }>> {
  const actor = await requireActor('account.own');
  const revoked = await revokeOtherSessions(actor).catch(toFailure);
  refresh();
  return revoked;
}

/** Keeps theme or zone in the account; the theme also in the cookie that the first paint is made from. */
export async function savePreferencesAction(form: unknown): Promise<Result<null>> {
  const actor = await requireActor('account.own');
  const given = parsed(preferencesForm.safeParse(form));
  if (!given.ok) return given;
  const saved = await updatePreferences(actor, given.value).catch(toFailure);
  if (!saved.ok) return saved;
  if (given.value.theme !== undefined) await sendTheme(given.value.theme);
  refresh();
  return saved;
}

async function entered(signedIn: Result<SignedIn>): Promise<Result<Next>> {
  if (!signedIn.ok) return signedIn;
  await sendCookies(signedIn.value.cookies);
  if (signedIn.value.theme !== undefined) await sendTheme(signedIn.value.theme);
  return ok({ next: signedIn.value.next });
}
