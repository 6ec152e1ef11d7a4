'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import type { PassReport } from '#lib/conversations/answers/pass-report.ts';
import { ruleChangeSchema } from '#lib/conversations/answers/rule-change.ts';
import { parsed, type Result } from '#lib/result.ts';
import { getPassReport } from '#server/conversations/evaluator/pass-report.ts';
import { cancelPass } from '#server/conversations/evaluator/passes.ts';
import { saveRuleChange, tryRuleChange } from '#server/conversations/evaluator/rules-mutations.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';

const passId = z.int().positive().max(2_147_483_647);

/** Starts a pass that tells what the change would do; nothing is saved. */
export async function tryRuleAction(change: unknown): Promise<Result<{ pass: number }>> {
  const actor = await requireActor('conversations.rules');
  const wish = parsed(ruleChangeSchema.safeParse(change));
  return wish.ok ? tryRuleChange(actor, wish.value).catch(toFailure) : wish;
}

/** Saves the change and starts the pass that applies it to the turns there are. */
export async function saveRuleAction(change: unknown): Promise<Result<{ pass: number }>> {
  const actor = await requireActor('conversations.rules');
  const wish = parsed(ruleChangeSchema.safeParse(change));
  if (!wish.ok) return wish;
  const saved = await saveRuleChange(actor, wish.value).catch(toFailure);
  if (saved.ok || saved.code === 'not_found' || saved.code === 'conflict') refresh();
  return saved;
}

/** How far a pass is; null when there is none of that number. */
export async function getPassAction(id: unknown): Promise<PassReport | null> {
  const actor = await requireActor('conversations.read');
  return getPassReport(actor, passId.parse(id));
}

/** Ends a pass where it is. */
export async function cancelPassAction(id: unknown): Promise<Result<null>> {
  const actor = await requireActor('conversations.rules');
  const wish = parsed(passId.safeParse(id));
  return wish.ok ? cancelPass(actor, wish.value).catch(toFailure) : wish;
}
