'use server';

import { z } from 'zod';
import type { AnswerCache, FoundAnswers } from '#lib/monitoring/lightrag/pass.ts';
import { ok, parsed, type Result } from '#lib/result.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';
import { findCachedAnswers } from '#server/monitoring/lightrag/look-up.ts';
import { clearCachedAnswers, countCachedAnswers, getAnswerCache } from '#server/monitoring/lightrag/passes.ts';

const baseSchema = z.string().min(1, 'Name a knowledge base.').max(100, 'At most 100 characters.');
const questionSchema = z.string().trim().min(1, 'Write the question.').max(2_000, 'At most 2,000 characters.');

/** Has the cached answers counted. */
export async function countAnswersAction(): Promise<Result<null>> {
  const actor = await requireActor('monitoring.read');
  return countCachedAnswers(actor).catch(toFailure);
}

/** Has the cached answers of a knowledge base removed. */
export async function clearAnswersAction(base: unknown): Promise<Result<null>> {
  const actor = await requireActor('monitoring.act');
  const given = parsed(baseSchema.safeParse(base));
  return given.ok ? clearCachedAnswers(actor, given.value).catch(toFailure) : given;
}

/** What is known of the cached answers, and how far a walk is. */
export async function getAnswersAction(): Promise<Result<AnswerCache>> {
  const actor = await requireActor('monitoring.read');
  return getAnswerCache(actor).then(ok).catch(toFailure);
}

/** The answers cached for a question. */
export async function findAnswersAction(question: unknown): Promise<Result<FoundAnswers>> {
  const actor = await requireActor('monitoring.read');
  const given = parsed(questionSchema.safeParse(question));
  return given.ok ? findCachedAnswers(actor, given.value).catch(toFailure) : given;
}
