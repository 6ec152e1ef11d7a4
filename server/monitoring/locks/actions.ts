'use server';

import { cookies } from 'next/headers';
import type { z } from 'zod';
import { type Ended, endingSchema } from '#lib/monitoring/locks/input.ts';
import { parsed, type Result } from '#lib/result.ts';
import { findActorBesidePool } from '#server/core/auth/beside-pool.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';
import { cancelBackend, terminateBackend } from './ending.ts';

/** Ends the statement that a session is at. */
export async function cancelBackendAction(input: z.input<typeof endingSchema>): Promise<Result<Ended>> {
  return act(cancelBackend, input);
}

/** Ends a session. */
export async function terminateBackendAction(input: z.input<typeof endingSchema>): Promise<Result<Ended>> {
  return act(terminateBackend, input);
}

// Also while all connections are out, of which these are the cure; that they are is an answer, not a broken page.
async function act(end: typeof cancelBackend, input: unknown): Promise<Result<Ended>> {
  try {
    const beside = await findActorBesidePool((await cookies()).toString());
    const actor = beside ?? (await requireActor('monitoring.end'));
    const wish = parsed(endingSchema.safeParse(input));
    return wish.ok ? await end(actor, wish.value) : wish;
  } catch (error) {
    return toFailure(error);
  }
}
