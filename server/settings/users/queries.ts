import 'server-only';
import { z } from 'zod';
import { roles } from '#lib/roles.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

const LIMIT = 500;

const userRow = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  state: z.enum(['open', 'invited', 'closed']),
  secondFactor: z.boolean(),
  sessions: z.number(),
  createdAt: z.date(),
  lastSignIn: z.date().nullable(),
});
export type UserRow = z.infer<typeof userRow>;

/** Everyone who can sign in, was invited, or is closed; admins first, then by name. At most 500. */
export async function findUsers(actor: Actor): Promise<UserRow[]> {
  requirePermission(actor, 'users.read');
  const rows = await prisma().$queryRaw`
    select u.id::text, u.name, u.email, u.role, u.two_factor_enabled as "secondFactor", u.created_at as "createdAt",
      case when u.banned then 'closed'
        when exists (select from accounts a where a.user_id = u.id and a.password is not null) then 'open'
        else 'invited' end as state,
      (select count(*)::int from sessions s where s.user_id = u.id and s.expires_at > now()) as sessions,
      (select max(last_used_at) from known_browsers b where b.user_id = u.id) as "lastSignIn"
    from users u
    order by array_position(array['admin', 'analyst', 'operator'], u.role), lower(u.name), u.id
    limit ${LIMIT}`;
  return z.array(userRow).parse(rows);
}
