import 'server-only';
import { holdsAll, holdsExcluded } from '#lib/conversations/highlight.ts';
import { type ParsedQuery, readsText } from '#lib/conversations/query.ts';
import type { Turn } from '#lib/conversations/turn.ts';
import { truncateAddress } from '#lib/privacy/address.ts';
import { maskText, withoutReplacements } from '#lib/privacy/mask.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { currentMaskRules } from '#server/core/privacy/mask-rules.ts';
import { shownSession } from '#server/core/privacy/session-handle.ts';
import { isHashedAddress } from '#server/core/privacy/stored-address.ts';

type Maskable = Pick<Turn, 'sessionId' | 'question' | 'answer' | 'clientIp'>;

/**
 * The turns with personal data masked in both texts, a handle for a session whose id is such data, and the client's address
 * cut to its network, or left out where it is none. For every person and every key alike: an admin who wants the stored text
 * asks for it (`revealSession`, or a raw export), which is audited. The product itself reads what is stored.
 */
export async function maskTurns<T extends Maskable>(actor: Actor, rows: T[]): Promise<T[]> {
  requirePermission(actor, 'conversations.read');
  if (actor.kind === 'system' || rows.length === 0) return rows;
  const rules = await currentMaskRules();
  return rows.map((row) => ({
    ...row,
    sessionId: shownSession(row.sessionId, rules),
    question: maskText(row.question, rules).text,
    answer: maskText(row.answer, rules).text,
    clientIp: row.clientIp === null ? null : shownAddress(row.clientIp),
  }));
}

/** The network of an address, or its hash; what is neither, as a list of several with whom it came by, is not shown. */
function shownAddress(stored: string): string | null {
  return isHashedAddress(stored) ? stored : truncateAddress(stored);
}

/**
 * What a search found, masked. A turn that has something masked and no longer shows all that was looked for is left out: else
 * a number could be read out of the log digit by digit. So is one that shows what is excluded, of which the condition leaves
 * those that may have something masked. Needs the whole texts.
 */
export async function maskFound<T extends Maskable>(actor: Actor, rows: T[], query: ParsedQuery): Promise<T[]> {
  const masked = await maskTurns(actor, rows);
  if (!readsText(query)) return masked;
  return masked.filter((turn, place) => {
    if (showsExcluded(turn, query)) return false;
    const stored = rows[place];
    const isWhole = turn.question === stored?.question && turn.answer === stored.answer;
    return isWhole || holdsAll(turn, query);
  });
}

function showsExcluded({ question, answer }: Maskable, query: ParsedQuery): boolean {
  return holdsExcluded({ question: withoutReplacements(question), answer: withoutReplacements(answer) }, query);
}
