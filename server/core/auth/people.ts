import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { Role } from '#lib/roles.ts';
import type { Database } from '#server/core/db/prisma.ts';

/** Held by whatever may take an admin away, so that two at once cannot take the last two. */
const ADMINS_LOCK = 7_215_002;

const idRow = z.array(z.object({ id: z.string() }));

/** Adds a person without a password; null when the address is taken. */
export async function insertUser(
  db: Database,
  { email, name, role }: { email: string; name: string; role: Role },
): Promise<string | null> {
  const rows = await db.$queryRaw`
    insert into users (email, name, role) values (${email}, ${name}, ${role})
    on conflict (email) do nothing returning id::text`;
  return idRow.parse(rows)[0]?.id ?? null;
}

/** Keeps a password, already hashed, in the place where the sign-in library looks for it. */
export async function storePassword(db: Database, userId: string, hash: string): Promise<void> {
  await db.$executeRaw`
    insert into accounts (account_id, provider_id, user_id, password) values (${userId}, 'credential', ${userId}::uuid, ${hash})
    on conflict (provider_id, account_id) do update set password = excluded.password, updated_at = now()`;
}

/** The hash of a person's password; null before an invitation is taken. */
export async function getPasswordHash(db: Database, userId: string): Promise<string | null> {
  const rows = await db.$queryRaw`
    select password from accounts where provider_id = 'credential' and account_id = ${userId}`;
  return z.array(z.object({ password: z.string().nullable() })).parse(rows)[0]?.password ?? null;
}

/** Ends every session of a person, at once and everywhere, and returns how many there were. */
export function endSessions(db: Database, userId: string): Promise<number> {
  return db.$executeRaw`delete from sessions where user_id = ${userId}::uuid`;
}

/**
 * Whether an admin who can sign in is left when this person is none any more. Holds the admins until the transaction
 * ends, so that the answer stays true.
 */
export async function leavesAnAdmin(db: Database, userId: string): Promise<boolean> {
  await db.$executeRaw`select pg_advisory_xact_lock(${ADMINS_LOCK})`;
  const rows = await db.$queryRaw`
    with admins as (
      select id from users u where role = 'admin' and not banned
        and exists (select from accounts a where a.user_id = u.id and a.password is not null)
    )
    select not exists (select from admins where id = ${userId}::uuid)
        or exists (select from admins where id <> ${userId}::uuid) as left_over`;
  return z.array(z.object({ left_over: z.boolean() })).parse(rows)[0]?.left_over ?? false;
}

/** The names of people and keys by their tags, `user:<id>` and `key:<id>`; one that is not there any more is left out. */
export async function findActorNames(
  db: Pick<pg.Pool, 'query'>,
  tags: readonly string[],
): Promise<{ tag: string; name: string }[]> {
  const { rows } = await db.query(
    `select 'user:' || id as tag, name from users where 'user:' || id = any ($1::text[])
     union all select 'key:' || id, name from api_keys where 'key:' || id = any ($1::text[])`,
    [tags],
  );
  return z.array(z.object({ tag: z.string(), name: z.string() })).parse(rows);
}
