import 'server-only';
import type { Actor } from '#server/core/auth/actor.ts';
import { currentMaskRules } from '#server/core/privacy/mask-rules.ts';
import { shownSession } from '#server/core/privacy/session-handle.ts';

/** How the ids of sessions are shown to this reader; the product itself reads what is stored. */
export async function sessionReader(actor: Actor): Promise<(stored: string) => string> {
  if (actor.kind === 'system') return (stored) => stored;
  const rules = await currentMaskRules();
  return (stored) => shownSession(stored, rules);
}
