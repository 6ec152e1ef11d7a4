'use server';

import type { z } from 'zod';
import { type Ended, endingSchema } from '#lib/monitoring/locks/input.ts';
import { parsed, type Result } from '#lib/result.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';
import { cancelBackend, terminateBackend } from './ending.ts';

/** Ends the statement that a session is at. */
export async function cancelBackendAction(input: z.input<typeof endingSchema>): Promise<Result<Ended>> {
  const actor = await requireActor('monitoring.act');
  const wish = parsed(endingSchema.safeParse(input));
  return wish.ok ? cancelBackend(actor, wish.value).catch(toFailure) : wish;
}

/** Ends a session. */
export async function terminateBackendAction(input: z.input<typeof endingSchema>): Promise<Result<Ended>> {
  const actor = await requireActor('monitoring.act');
  const wish = parsed(endingSchema.safeParse(input));
  return wish.ok ? terminateBackend(actor, wish.value).catch(toFailure) : wish;
}
