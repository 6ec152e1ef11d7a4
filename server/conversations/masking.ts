import 'server-only';
import type { Turn } from '#lib/conversations/turn.ts';
import { truncateAddress } from '#lib/privacy/address.ts';
import { type MaskRules, maskRules, maskText } from '#lib/privacy/mask.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { getSettings } from '#server/core/settings/settings.ts';

type Maskable = Pick<Turn, 'question' | 'answer' | 'clientIp'>;

/**
 * The turns with personal data masked in both texts, and the client's address cut to its network. For every person and every
 * key alike: an admin who wants the stored text asks for it (`revealSession`, or a raw export), which is audited. The
 * product itself reads what is stored.
 */
export async function maskTurns<T extends Maskable>(actor: Actor, rows: T[]): Promise<T[]> {
  requirePermission(actor, 'conversations.read');
  if (actor.kind === 'system' || rows.length === 0) return rows;
  const rules = rulesOf((await getSettings())['conversations.mask_literals']);
  return rows.map((row) => ({
    ...row,
    question: maskText(row.question, rules).text,
    answer: maskText(row.answer, rules).text,
    clientIp: row.clientIp === null ? null : (truncateAddress(row.clientIp) ?? row.clientIp),
  }));
}

let made: { of: string; rules: MaskRules } | undefined;

/** Made once for each list of patterns, not for each page. */
function rulesOf(patterns: readonly string[]): MaskRules {
  const of = patterns.join('\n');
  if (made?.of !== of) made = { of, rules: maskRules(patterns) };
  return made.rules;
}
