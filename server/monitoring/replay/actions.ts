'use server';

import { z } from 'zod';
import type { Moment } from '#lib/monitoring/replay/moment.ts';
import { readMoment } from '#lib/monitoring/replay/params.ts';
import { ok, parsed, type Result } from '#lib/result.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';
import { getMoment } from '#server/monitoring/replay/moment.ts';

const momentSchema = z.string().transform((text, context) => {
  const at = readMoment(text);
  if (at !== null) return new Date(at);
  context.addIssue({ code: 'custom', message: 'This is no instant such as 2026-11-27T14:05Z.' });
  return z.NEVER;
});

/** A moment of the past, by its instant as addresses have it. */
export async function getMomentAction(at: unknown): Promise<Result<Moment>> {
  const actor = await requireActor('monitoring.read');
  const given = parsed(momentSchema.safeParse(at));
  return given.ok ? getMoment(actor, given.value).then(ok).catch(toFailure) : given;
}
