'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import type { Erasure } from '#lib/erasure/erasure.ts';
import { subjectSchema } from '#lib/erasure/subject.ts';
import { parsed, type Result } from '#lib/result.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getErasure } from '#server/core/erasure/queries.ts';
import { confirmErasure, createErasure, discardErasure } from '#server/core/erasure/requests.ts';
import { toFailure } from '#server/core/errors.ts';

const erasureId = z.int().positive();

/** How far an erasure is, for the page that watches it; null when there is none. */
export async function getErasureAction(id: unknown): Promise<Pick<Erasure, 'state' | 'progress'> | null> {
  const actor = await requireActor('privacy.preview');
  const found = await getErasure(actor, erasureId.parse(id));
  return found && { state: found.state, progress: found.progress };
}

/** Looks what every store holds of somebody. */
export async function createErasureAction(form: unknown): Promise<Result<{ id: number }>> {
  const actor = await requireActor('privacy.preview');
  const subject = parsed(subjectSchema.safeParse(form));
  if (!subject.ok) return subject;
  const made = await createErasure(actor, subject.value).catch(toFailure);
  if (made.ok) refresh();
  return made;
}

/** Erases what the preview showed. */
export async function confirmErasureAction(id: unknown): Promise<Result<null>> {
  const actor = await requireActor('privacy.erase');
  const started = await confirmErasure(actor, erasureId.parse(id)).catch(toFailure);
  if (started.ok || started.code === 'conflict') refresh();
  return started;
}

/** Gives an erasure up and forgets what was looked for. */
export async function discardErasureAction(id: unknown): Promise<Result<null>> {
  const actor = await requireActor('privacy.preview');
  const given = await discardErasure(actor, erasureId.parse(id)).catch(toFailure);
  refresh();
  return given;
}
