'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import { parsed, type Result } from '#lib/result.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';
import { explainStatement } from './explain.ts';

const statementId = z.string().regex(/^[0-9a-f]{16}$/);

/** Has the server make a plan of a statement, which is kept and shown on its page. */
export async function explainStatementAction(id: unknown): Promise<Result<null>> {
  const actor = await requireActor('monitoring.act');
  const wish = parsed(statementId.safeParse(id));
  if (!wish.ok) return wish;
  const plan = await explainStatement(actor, wish.value).catch(toFailure);
  if (!plan.ok) return plan;
  refresh();
  return { ok: true, value: null };
}
