import 'server-only';
import type { Blindness } from '#lib/monitoring/panel.ts';
import { env } from '#server/core/env.ts';

/**
 * Why Redis does not let monitoring look, and what mends it; null for an error of another kind, which is thrown on.
 * @param rules what ACL SETUSER is to be given: `+scan +memory|usage`
 */
export function refusalOf(error: unknown, { blinds, rules }: { blinds: string; rules: string }): Blindness | null {
  if (!(error instanceof Error && error.name === 'ReplyError')) return null;
  if (error.message.startsWith('NOPERM'))
    return { reason: 'The login of REDIS_URL may not ask that.', blinds, mend: `ACL SETUSER ${user()} ${rules}` };
  if (/unknown command/i.test(error.message))
    return { reason: 'This Redis does not know the command, or hides it.', blinds, mend: null };
  return null;
}

function user(): string {
  return new URL(env().REDIS_URL ?? 'redis:').username || 'default';
}
