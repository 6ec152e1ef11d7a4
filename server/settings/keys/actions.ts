'use server';

import { refresh } from 'next/cache';
import { keyId, newKeyForm } from '#lib/account/key-schema.ts';
import { parsed, type Result } from '#lib/result.ts';
import { createApiKey, revokeApiKey } from '#server/core/auth/api-key.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';

const DAY_MS = 86_400_000;

/** Makes a key; its text is in the answer and nowhere else. */
export async function createKeyAction(form: unknown): Promise<Result<{ id: string; key: string }>> {
  const actor = await requireActor('keys.edit');
  const given = parsed(newKeyForm.safeParse(form));
  if (!given.ok) return given;
  const { name, scopes, days } = given.value;
  const expiresAt = days === 0 ? null : new Date(Date.now() + days * DAY_MS);
  const made = await createApiKey(actor, { name, scopes, expiresAt }).catch(toFailure);
  if (made.ok) refresh();
  return made;
}

export async function revokeKeyAction(id: unknown): Promise<Result<null>> {
  const actor = await requireActor('keys.edit');
  const given = parsed(keyId.safeParse(id));
  if (!given.ok) return given;
  const revoked = await revokeApiKey(actor, given.value).catch(toFailure);
  if (revoked.ok) refresh();
  return revoked;
}
