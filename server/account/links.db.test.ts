import { expect, it } from 'vitest';
import { z } from 'zod';
import { claimSetup, getLinkedPerson, isSetupOpen, isSetupToken, takePersonLink } from '#server/account/links.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { createLink } from '#server/core/auth/one-time-link.ts';
import { ensureSetupLink } from '#server/core/auth/setup-link.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { withDatabase } from '#test/database.ts';
import { person } from '#test/people.ts';

withDatabase();

const password = 'correct horse battery staple';
const tokenOf = (path: string | null) => new URL(path ?? '', 'http://x').searchParams.get('token') ?? '';

async function count(what: 'admins' | 'audit'): Promise<number> {
  const rows =
    what === 'admins'
      ? await prisma().$queryRaw`select count(*)::int as n from users where role = 'admin'`
      : await prisma().$queryRaw`select count(*)::int as n from audit_log where action = 'user.create'`;
  return z.array(z.object({ n: z.number() })).parse(rows)[0]?.n ?? -1;
}

it('makes a setup link on each start until there is an admin, and ends the one before', async () => {
  const first = tokenOf(await ensureSetupLink());
  const second = tokenOf(await ensureSetupLink());
  expect(await isSetupToken(first)).toBe(false);
  expect(await isSetupToken(second)).toBe(true);
});

it('refuses a common password before the link is used', async () => {
  const token = tokenOf(await ensureSetupLink());
  const refused = await claimSetup({ token, email: 'a@example.org', name: 'Ada', password: 'password1234' });
  expect(refused).toMatchObject({ code: 'invalid', fieldErrors: { password: expect.any(String) } });
  expect(await isSetupToken(token)).toBe(true);
});

it('lets one of fifty claims at once make the first admin, and none after', { timeout: 60_000 }, async () => {
  const token = tokenOf(await ensureSetupLink());
  const claims = Array.from({ length: 50 }, (_, index) =>
    claimSetup({ token, email: `admin-${index}@example.org`, name: `Admin ${index}`, password }),
  );
  const results = await Promise.all(claims);
  expect(results.filter((result) => result.ok)).toHaveLength(1);
  expect(await count('admins')).toBe(1);
  expect(await count('audit')).toBe(1);
  expect(await isSetupOpen()).toBe(false);
  expect(await ensureSetupLink()).toBeNull();
});

it('opens an invitation or a reset once, and ends the sessions of that person', async () => {
  const { id, email } = await person();
  await prisma().$executeRaw`
    insert into sessions (token, user_id, expires_at) values ('old', ${id}::uuid, now() + interval '1 day')`;
  const { token } = await createLink(prisma(), systemActor('test'), { purpose: 'reset', userId: id });
  expect(await getLinkedPerson(token)).toMatchObject({ email, purpose: 'reset' });
  const taken = await Promise.all(Array.from({ length: 8 }, () => takePersonLink({ token, password })));
  expect(taken.filter((result) => result.ok)).toEqual([{ ok: true, value: { email } }]);
  expect(await getLinkedPerson(token)).toBeNull();
  expect(await prisma().$queryRaw`select from sessions where user_id = ${id}::uuid`).toEqual([]);
});

it('does not open a link past its time, or one for something else', async () => {
  const { id } = await person();
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  const late = await createLink(prisma(), systemActor('test'), { purpose: 'reset', userId: id, now: yesterday });
  expect(await takePersonLink({ token: late.token, password })).toMatchObject({ code: 'not_found' });
  const setup = await createLink(prisma(), systemActor('test'), { purpose: 'setup', userId: null });
  expect(await takePersonLink({ token: setup.token, password })).toMatchObject({ code: 'not_found' });
  expect(await isSetupToken(setup.token)).toBe(true);
});
