import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Actor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import {
  banUser,
  changeRole,
  createUser,
  deleteUser,
  inviteUser,
  makeResetLink,
  removeSecondFactor,
  revokeUserSessions,
  unbanUser,
} from '#server/settings/users/mutations.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { goodPassword, person } from '#test/people.ts';

withDatabase();

const admin = userActor('admin');
const mutations: Record<string, (actor: Actor, userId: string) => Promise<unknown>> = {
  inviteUser: (actor) => inviteUser(actor, { email: 'new@example.org', name: 'New', role: 'operator' }),
  createUser: (actor) =>
    createUser(actor, { email: 'new@example.org', name: 'New', role: 'operator', password: goodPassword }),
  makeResetLink,
  changeRole: (actor, userId) => changeRole(actor, userId, 'analyst'),
  banUser,
  unbanUser,
  deleteUser,
  removeSecondFactor,
  revokeUserSessions,
};

async function snapshot(): Promise<unknown> {
  return prisma().$queryRaw`
    select (select jsonb_agg(u order by id) from users u) as users, (select count(*)::int from sessions) as sessions,
      (select count(*)::int from one_time_links) as links, (select count(*)::int from audit_log) as audit`;
}

async function openSession(userId: string): Promise<void> {
  await prisma().$executeRaw`
    insert into sessions (token, user_id, expires_at) values (gen_random_uuid()::text, ${userId}::uuid, now() + interval '1 day')`;
}

async function sessionsOf(userId: string): Promise<number> {
  const rows = await prisma().$queryRaw`select count(*)::int as n from sessions where user_id = ${userId}::uuid`;
  return z.array(z.object({ n: z.number() })).parse(rows)[0]?.n ?? -1;
}

it.each(Object.keys(mutations))(
  '%s is refused to operators, analysts and an admin with an old password, without effect',
  async (name) => {
    const { id } = await person('operator');
    await openSession(id);
    const before = await snapshot();
    const late = userActor('admin', { passwordAt: new Date(Date.now() - 11 * 60_000) });
    await expect(mutations[name]?.(userActor('operator'), id)).rejects.toMatchObject({ name: 'ForbiddenError' });
    await expect(mutations[name]?.(userActor('analyst'), id)).rejects.toMatchObject({ name: 'ForbiddenError' });
    await expect(mutations[name]?.(late, id)).rejects.toMatchObject({ name: 'PasswordNeededError' });
    expect(await snapshot()).toEqual(before);
  },
);

it.each(['changeRole', 'banUser', 'removeSecondFactor', 'revokeUserSessions', 'deleteUser'])(
  '%s ends every session of that person and nobody else’s, and writes one audit row',
  async (name) => {
    const [target, other] = [await person('operator'), await person('operator')];
    for (const { id } of [target, target, other]) await openSession(id);
    expect(await mutations[name]?.(admin, target.id)).toMatchObject({ ok: true });
    expect(await sessionsOf(target.id)).toBe(0);
    expect(await sessionsOf(other.id)).toBe(1);
    const rows = await prisma().$queryRaw`select actor from audit_log where target_id = ${target.id}`;
    expect(rows).toEqual([{ actor: `user:${admin.id}` }]);
  },
);

it('invites once an address, and hands out a link', async () => {
  const form = { email: 'lena@example.org', name: 'Lena', role: 'analyst' } as const;
  expect(await inviteUser(admin, form)).toMatchObject({
    ok: true,
    value: { path: expect.stringMatching(/^\/reset\/[\w-]{43}$/) },
  });
  expect(await inviteUser(admin, form)).toMatchObject({ code: 'conflict', fieldErrors: { email: expect.any(String) } });
});

it('opens a closed account again', async () => {
  const { id } = await person();
  await banUser(admin, id);
  expect(await unbanUser(admin, id)).toMatchObject({ ok: true });
  expect(await prisma().$queryRaw`select banned from users where id = ${id}::uuid`).toEqual([{ banned: false }]);
});

it.each([
  ['demoted', (id: string) => changeRole(admin, id, 'analyst')],
  ['banned', (id: string) => banUser(admin, id)],
  ['deleted', (id: string) => deleteUser(admin, id)],
])('the last admin cannot be %s, also when every admin goes at once', async (_, take) => {
  await prisma().$executeRaw`delete from users where role = 'admin'`;
  const admins = await Promise.all(Array.from({ length: 6 }, () => person('admin')));
  // Invited and closed admins cannot sign in: they do not count.
  await inviteUser(admin, { email: `invited-${admins[0]?.id}@example.org`, name: 'Invited', role: 'admin' });
  const results = await Promise.all(admins.map(({ id }) => take(id)));
  expect(results.filter((result) => result.ok)).toHaveLength(5);
  expect(results.filter((result) => !result.ok)).toMatchObject([{ code: 'conflict' }]);
});

it('says so when the person is gone', async () => {
  const { id } = await person();
  await deleteUser(admin, id);
  for (const name of ['makeResetLink', 'banUser', 'unbanUser', 'changeRole', 'deleteUser', 'revokeUserSessions'])
    expect(await mutations[name]?.(admin, id)).toMatchObject({ code: 'not_found' });
});
