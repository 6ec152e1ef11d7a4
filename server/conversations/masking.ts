import 'server-only';
import type { Turn } from '#lib/conversations/turn.ts';
import { maskRules, maskText } from '#lib/privacy/mask.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { getSettings } from '#server/core/settings/settings.ts';

type Maskable = Pick<Turn, 'question' | 'answer'>;

/** The turns as anybody reads them who has not asked to reveal them: e-mails, numbers, cards, accounts and the admin's literals masked. */
export async function maskTurns<T extends Maskable>(actor: Actor, rows: T[]): Promise<T[]> {
  requirePermission(actor, 'conversations.read');
  const rules = maskRules((await getSettings())['conversations.mask_literals']);
  return rows.map((row) => ({
    ...row,
    question: maskText(row.question, rules).text,
    answer: maskText(row.answer, rules).text,
  }));
}
