'use server';

import { z } from 'zod';
import type { Target } from '#lib/questions/member.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { findTargets } from '#server/questions/groups/targets.ts';

/** The groups that some words lead to, for moving texts there. */
export async function findTargetsAction(words: string): Promise<Target[]> {
  const actor = await requireActor('questions.read');
  return findTargets(actor, z.string().max(200).parse(words), new Date());
}
