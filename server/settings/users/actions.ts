'use server';

import { refresh } from 'next/cache';
import { type HandedLink, inviteForm, roleForm, userId } from '#lib/account/schema.ts';
import { parsed, type Result } from '#lib/result.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';
import {
  banUser,
  changeRole,
  deleteUser,
  inviteUser,
  makeResetLink,
  removeSecondFactor,
  revokeUserSessions,
  unbanUser,
} from '#server/settings/users/mutations.ts';

export async function inviteUserAction(form: unknown): Promise<Result<HandedLink>> {
  const actor = await requireActor('users.edit');
  const given = parsed(inviteForm.safeParse(form));
  if (!given.ok) return given;
  const invited = await inviteUser(actor, given.value).catch(toFailure);
  if (invited.ok) refresh();
  return invited;
}

export async function makeResetLinkAction(id: unknown): Promise<Result<HandedLink>> {
  const actor = await requireActor('users.edit');
  const given = parsed(userId.safeParse(id));
  if (!given.ok) return given;
  return makeResetLink(actor, given.value).catch(toFailure);
}

export async function changeRoleAction(form: unknown): Promise<Result<null>> {
  const actor = await requireActor('users.edit');
  const given = parsed(roleForm.safeParse(form));
  if (!given.ok) return given;
  const changed = await changeRole(actor, given.value.userId, given.value.role).catch(toFailure);
  if (changed.ok) refresh();
  return changed;
}

export async function banUserAction(id: unknown): Promise<Result<null>> {
  const actor = await requireActor('users.edit');
  const given = parsed(userId.safeParse(id));
  if (!given.ok) return given;
  const banned = await banUser(actor, given.value).catch(toFailure);
  if (banned.ok) refresh();
  return banned;
}

export async function unbanUserAction(id: unknown): Promise<Result<null>> {
  const actor = await requireActor('users.edit');
  const given = parsed(userId.safeParse(id));
  if (!given.ok) return given;
  const opened = await unbanUser(actor, given.value).catch(toFailure);
  if (opened.ok) refresh();
  return opened;
}

export async function deleteUserAction(id: unknown): Promise<Result<null>> {
  const actor = await requireActor('users.edit');
  const given = parsed(userId.safeParse(id));
  if (!given.ok) return given;
  const deleted = await deleteUser(actor, given.value).catch(toFailure);
  if (deleted.ok) refresh();
  return deleted;
}

export async function removeSecondFactorAction(id: unknown): Promise<Result<null>> {
  const actor = await requireActor('users.edit');
  const given = parsed(userId.safeParse(id));
  if (!given.ok) return given;
  const removed = await removeSecondFactor(actor, given.value).catch(toFailure);
  if (removed.ok) refresh();
  return removed;
}

export async function revokeUserSessionsAction(id: unknown): Promise<Result<{ ended: number }>> {
  const actor = await requireActor('users.edit');
  const given = parsed(userId.safeParse(id));
  if (!given.ok) return given;
  const ended = await revokeUserSessions(actor, given.value).catch(toFailure);
  if (ended.ok) refresh();
  return ended;
}
