'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import { ruleForm } from '#lib/monitoring/rules/form.ts';
import { ruleNames } from '#lib/monitoring/rules/in-force.ts';
import { parsed, type Result } from '#lib/result.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';
import { resetRule, updateRule } from '#server/monitoring/rules/rules.ts';

/** Changes the limits of a rule, or switches it. */
export async function updateRuleAction(form: unknown): Promise<Result<null>> {
  const actor = await requireActor('alerts.edit');
  const given = parsed(ruleForm.safeParse(form));
  if (!given.ok) return given;
  const updated = await updateRule(actor, given.value).catch(toFailure);
  if (updated.ok) refresh();
  return updated;
}

/** Has a rule as it comes. */
export async function resetRuleAction(rule: unknown): Promise<Result<null>> {
  const actor = await requireActor('alerts.edit');
  const given = parsed(z.enum(ruleNames).safeParse(rule));
  if (!given.ok) return given;
  const reset = await resetRule(actor, given.value).catch(toFailure);
  if (reset.ok) refresh();
  return reset;
}
