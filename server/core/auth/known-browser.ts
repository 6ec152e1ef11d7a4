import 'server-only';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { hashSecret } from '#server/core/auth/key-format.ts';
import { prisma } from '#server/core/db/prisma.ts';

export const KNOWN_BROWSER_DAYS = 180;

/**
 * The id of this browser if it signed in to that account before; null for a stranger or no account.
 * @param account the e-mail address, or the id of the person
 */
export async function findKnownBrowser(
  account: string,
  token: string | undefined,
  now = new Date(),
): Promise<string | null> {
  const rows = await prisma().$queryRaw`
    select b.id::text from known_browsers b join users u on u.id = b.user_id
    where (u.email = ${account.trim().toLowerCase()} or u.id::text = ${account}) and b.token_hash = ${hashSecret(token ?? '')}
      and b.last_used_at > ${now}::timestamptz - make_interval(days => ${KNOWN_BROWSER_DAYS}::int)`;
  return z.array(z.object({ id: z.string() })).parse(rows)[0]?.id ?? null;
}

/**
 * Notes that a person signed in with this browser, and gives it a new token: one planted by somebody else is worth
 * nothing after that. Others who use this browser keep being known.
 */
export async function rememberBrowser(userId: string, token: string | undefined, now = new Date()): Promise<string> {
  const fresh = randomBytes(32).toString('base64url');
  await prisma().$transaction([
    prisma()
      .$executeRaw`update known_browsers set token_hash = ${hashSecret(fresh)} where token_hash = ${hashSecret(token ?? '')}`,
    prisma().$executeRaw`
      insert into known_browsers (user_id, token_hash, last_used_at) values (${userId}::uuid, ${hashSecret(fresh)}, ${now})
      on conflict (user_id, token_hash) do update set last_used_at = excluded.last_used_at`,
    prisma().$executeRaw`
      delete from known_browsers where last_used_at < ${now}::timestamptz - make_interval(days => ${KNOWN_BROWSER_DAYS}::int)`,
  ]);
  return fresh;
}
