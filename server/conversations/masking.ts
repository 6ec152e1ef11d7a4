import 'server-only';
import { holdsAll, holdsExcluded } from '#lib/conversations/highlight.ts';
import { type ParsedQuery, readsText } from '#lib/conversations/query.ts';
import type { Turn } from '#lib/conversations/turn.ts';
import { truncateAddress } from '#lib/privacy/address.ts';
import { maskedShapeSource, maskText, withoutReplacements } from '#lib/privacy/mask.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { currentMaskRules } from '#server/core/privacy/mask-rules.ts';
import { shownSession } from '#server/core/privacy/session-handle.ts';
import { isHashedAddress } from '#server/core/privacy/stored-address.ts';
import { inStretches } from '#server/core/stretches.ts';

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
  const shown: T[] = [];
  await inStretches(rows, (row) => {
    shown.push({
      ...row,
      sessionId: shownSession(row.sessionId, rules),
      question: maskText(row.question, rules).text,
      answer: maskText(row.answer, rules).text,
      clientIp: row.clientIp === null ? null : shownAddress(row.clientIp),
    });
  });
  return shown;
}

/** The network of an address, or its hash; what is neither, as a list of several with whom it came by, is not shown. */
function shownAddress(stored: string): string | null {
  return isHashedAddress(stored) ? stored : truncateAddress(stored);
}

/**
 * What a search found, masked. A turn that has something masked and no longer shows all that was looked for is left out: else
 * a number could be read out of the log digit by digit. So is one that shows what is excluded (`leaveOut`). Needs the whole texts.
 */
export async function maskFound<T extends Maskable>(actor: Actor, rows: T[], query: ParsedQuery): Promise<T[]> {
  const masked = await maskTurns(actor, rows);
  if (!readsText(query)) return masked;
  const holding = masked.map((turn, place): [shown: T, stored: T] => [turn, rows[place] ?? turn]);
  const found = holding.filter(([shown, stored]) => {
    const isWhole = shown.question === stored.question && shown.answer === stored.answer;
    return isWhole || holdsAll(shown, query);
  });
  return leaveOut(found, query);
}

/** The database makes words of so much of a text, and a list reads as much. */
const WORDS_WITHIN = 50_000;

/**
 * Of turns as they are shown and stored, those shown that do not hold what is excluded. The condition has decided for texts in
 * which nothing can be masked (`turnCondition`), as the database knows words; of the others only what is shown counts.
 */
export async function leaveOut<T extends Maskable>(
  turns: readonly [shown: T, stored: T][],
  query: ParsedQuery,
): Promise<T[]> {
  if (query.excluded.length === 0) return turns.map(([shown]) => shown);
  const shape = new RegExp(maskedShapeSource(await currentMaskRules()));
  const isOpen = (text: string) => text.length >= WORDS_WITHIN || shape.test(text);
  const kept = turns.filter(
    ([shown, { question, answer }]) => !((isOpen(question) || isOpen(answer)) && showsExcluded(shown, query)),
  );
  return kept.map(([shown]) => shown);
}

function showsExcluded(turn: Maskable, query: ParsedQuery): boolean {
  const [question, answer] = [turn.question, turn.answer].map((text) =>
    withoutReplacements(text.slice(0, WORDS_WITHIN)),
  );
  return holdsExcluded({ question: question ?? '', answer: answer ?? '' }, query);
}
