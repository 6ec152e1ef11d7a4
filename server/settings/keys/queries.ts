import 'server-only';
import { z } from 'zod';
import { MOST_CONFLICTS } from '#lib/account/key-conflicts.ts';
import { scopes } from '#lib/roles.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

const LIMIT = 500;

const keyRow = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.enum(scopes)),
  state: z.enum(['good', 'expired', 'revoked']),
  createdBy: z.string(),
  createdAt: z.date(),
  expiresAt: z.date().nullable(),
  lastUsedAt: z.date().nullable(),
  /** Ids of its turns that came again with another body, as long as the ledger keeps ids: 35 days. At most `MOST_CONFLICTS` and one. */
  conflicts: z.int(),
});
export type KeyRow = z.infer<typeof keyRow>;

/** The keys of programs, good ones first, each newest first; of revoked ones those of the last 90 days. At most 500. */
export async function findKeys(actor: Actor): Promise<KeyRow[]> {
  requirePermission(actor, 'keys.read');
  const rows = await prisma().$queryRaw`
    select k.id::text, k.name, k.prefix, k.scopes, k.created_at as "createdAt", k.expires_at as "expiresAt",
      k.last_used_at as "lastUsedAt",
      case when k.revoked_at is not null then 'revoked' when k.expires_at <= now() then 'expired' else 'good' end as state,
      coalesce((select u.name from users u where 'user:' || u.id = k.created_by), replace(k.created_by, 'system:', '')) as "createdBy",
      (select count(*)::int from (select from conversation_events e where e.key_id = k.id and e.conflicting limit ${MOST_CONFLICTS + 1}) c) as conflicts
    from api_keys k
    where k.revoked_at is null or k.revoked_at > now() - interval '90 days'
    order by k.revoked_at is not null, coalesce(k.expires_at <= now(), false), k.created_at desc
    limit ${LIMIT}`;
  return z.array(keyRow).parse(rows);
}
