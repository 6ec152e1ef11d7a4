import 'server-only';
import type { Blindness } from '#lib/monitoring/panel.ts';
import { env } from '#server/core/env.ts';

/** What is not known without an answer, and what ACL SETUSER is to be given for it: `+scan +memory|usage`; where it is the keys that are closed, `~lightrag:*`. */
export type Asked = { blinds: string; rules: string; keys?: string };

/** Why Redis does not let monitoring look, and what mends it; null for an error of another kind, which is thrown on. */
export function refusalOf(error: unknown, { blinds, rules, keys = rules }: Asked): Blindness | null {
  if (!(error instanceof Error && error.name === 'ReplyError')) return null;
  if (error.message.startsWith('NOPERM')) {
    const missing = isOfKeys(error.message) ? keys : rules;
    return { reason: 'The login of REDIS_URL may not ask that.', blinds, mend: `ACL SETUSER ${user()} ${missing}` };
  }
  if (/unknown command/i.test(error.message))
    return { reason: 'This Redis does not know the command, or hides it.', blinds, mend: null };
  return null;
}

/** The same in one piece, for whoever asked; the mend stands last, so that it can be copied. */
export function refusalSentence(error: unknown, asked: Asked): string | null {
  const refusal = refusalOf(error, asked);
  if (refusal === null) return null;
  const { reason, blinds, mend } = refusal;
  return mend === null ? `${reason} ${blinds}` : `${reason} ${blinds} This mends it: ${mend}`;
}

/** A command is refused by its name, which may hold the word as well: `… to run the 'getkeys' command`. */
function isOfKeys(message: string): boolean {
  return /\bkeys?\b/.test(message) && !/\bcommand\b/.test(message);
}

function user(): string {
  return new URL(env().REDIS_URL ?? 'redis:').username || 'default';
}
