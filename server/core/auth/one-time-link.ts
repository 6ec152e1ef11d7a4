import 'server-only';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Actor, actorTag } from '#server/core/auth/actor.ts';
import { hashSecret } from '#server/core/auth/key-format.ts';
import type { Database } from '#server/core/db/prisma.ts';

export type LinkPurpose = 'setup' | 'invite' | 'reset';

const linkRow = z.object({
  id: z.string(),
  purpose: z.enum(['setup', 'invite', 'reset']),
  user_id: z.string().nullable(),
});
export type OneTimeLink = z.infer<typeof linkRow>;

/** How long each kind of link opens, in minutes. */
const linkMinutes: Record<LinkPurpose, number> = { setup: 30, invite: 7 * 24 * 60, reset: 24 * 60 };

/** Makes a link's token, of which only the SHA-256 is kept. Earlier unused links of the same purpose and person end. */
export async function createLink(
  db: Database,
  actor: Actor,
  { purpose, userId, now = new Date() }: { purpose: LinkPurpose; userId: string | null; now?: Date },
): Promise<{ token: string; goodForMs: number }> {
  const token = randomBytes(32).toString('base64url');
  const goodForMs = linkMinutes[purpose] * 60_000;
  const expiresAt = new Date(now.getTime() + goodForMs);
  await db.$executeRaw`
    delete from one_time_links
    where used_at is null and (expires_at < ${now} or (purpose = ${purpose} and user_id is not distinct from ${userId}::uuid))`;
  await db.$executeRaw`
    insert into one_time_links (purpose, token_hash, user_id, created_by, created_at, expires_at)
    values (${purpose}, ${hashSecret(token)}, ${userId}::uuid, ${actorTag(actor)}, ${now}, ${expiresAt})`;
  return { token, goodForMs };
}

/** The link behind a token while it opens, without using it; else null. */
export async function getLink(db: Database, token: string, now = new Date()): Promise<OneTimeLink | null> {
  const rows = await db.$queryRaw`
    select id::text, purpose, user_id::text from one_time_links
    where token_hash = ${hashSecret(token)} and used_at is null and expires_at > ${now}`;
  return z.array(linkRow).parse(rows)[0] ?? null;
}

/** Uses a link: of many callers at once, one gets it, the others null. */
export async function takeLink(db: Database, token: string, now = new Date()): Promise<OneTimeLink | null> {
  const rows = await db.$queryRaw`
    update one_time_links set used_at = ${now}
    where token_hash = ${hashSecret(token)} and used_at is null and expires_at > ${now}
    returning id::text, purpose, user_id::text`;
  return z.array(linkRow).parse(rows)[0] ?? null;
}
