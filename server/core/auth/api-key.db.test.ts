import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { systemActor } from '#server/core/auth/actor.ts';
import { createApiKey, keyActor, requireApiKey, revokeApiKey, verifyApiKey } from '#server/core/auth/api-key.ts';
import { generateKey, isKeyShaped } from '#server/core/auth/key-format.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

async function newKey(facts: Partial<Parameters<typeof createApiKey>[1]> = {}) {
  const made = await createApiKey(systemActor('test'), {
    name: 'Bot',
    scopes: ['phonebook:read'],
    expiresAt: null,
    ...facts,
  });
  if (!made.ok) throw new Error(made.message);
  return made.value;
}

it('knows a key it made, by its scopes', async () => {
  const { id, key } = await newKey({ scopes: ['phonebook:read', 'metrics:read'] });
  expect(await verifyApiKey(key)).toMatchObject({ kind: 'key', id, scopes: ['phonebook:read', 'metrics:read'] });
});

it('keeps nothing that the key could be made from again', async () => {
  const { key } = await newKey();
  const rows = await prisma().$queryRaw`select to_jsonb(k)::text as line from api_keys k`;
  const text = z
    .array(z.object({ line: z.string() }))
    .parse(rows)
    .map(({ line }) => line)
    .join();
  expect(text).not.toContain(key.slice(9));
});

it('refuses a revoked key within one second, also while it is in use', async () => {
  const { id, key } = await newKey();
  let inUse = true;
  const use = (async () => {
    while (inUse) {
      await verifyApiKey(key);
      await sleep(5);
    }
  })();
  await sleep(100);
  expect(await revokeApiKey(systemActor('test'), id)).toMatchObject({ ok: true });
  await sleep(990);
  expect(await verifyApiKey(key)).toBeNull();
  inUse = false;
  await use;
});

it('refuses a key past its day, whatever is remembered about it', async () => {
  const { key } = await newKey({ expiresAt: new Date(Date.now() + 60_000) });
  expect(await verifyApiKey(key)).not.toBeNull();
  expect(await verifyApiKey(key, new Date(Date.now() + 61_000))).toBeNull();
});

it('answers in the contract’s words', async () => {
  const { key } = await newKey();
  const call = async (authorization: string | undefined) => {
    const request = new Request('http://localhost/', { headers: authorization ? { authorization } : {} });
    const answer = await requireApiKey(request, 'conversations:write');
    if (!(answer instanceof Response)) throw new Error('It let the key in.');
    return { status: answer.status, body: await answer.json() };
  };
  const wrong = { status: 401, body: { code: 'unauthenticated', detail: expect.any(String) } };
  expect(await call(undefined)).toEqual(wrong);
  expect(await call('Bearer sb_nonsense')).toEqual(wrong);
  expect(await call(`Bearer ${generateKey()}`)).toEqual(wrong);
  expect(await call(`Basic ${key}`)).toEqual(wrong);
  expect(await call(`Bearer ${key}`)).toEqual({ status: 403, body: { code: 'forbidden', detail: expect.any(String) } });
  expect(await keyActor(`Bearer ${key}`, 'phonebook:read')).toMatchObject({ ok: true });
});

it('writes the last use at most once a minute', async () => {
  const { id, key } = await newKey();
  const lastUse = async () => {
    await sleep(100);
    const rows = await prisma().$queryRaw`select last_used_at as at from api_keys where id = ${id}::uuid`;
    return z
      .array(z.object({ at: z.date().nullable() }))
      .parse(rows)[0]
      ?.at?.getTime();
  };
  const now = Date.now();
  for (const offset of [0, 1000, 59_000]) await verifyApiKey(key, new Date(now + offset));
  await expect.poll(lastUse).toBe(now);
  await verifyApiKey(key, new Date(now + 61_000));
  await expect.poll(lastUse).toBe(now + 61_000);
});

it('tells a mistyped key by itself', () => {
  const key = generateKey();
  expect(isKeyShaped(key)).toBe(true);
  const at = 20;
  const other = key[at] === 'A' ? 'B' : 'A';
  expect(isKeyShaped(key.slice(0, at) + other + key.slice(at + 1))).toBe(false);
});

it.each(['operator', 'analyst'] as const)('lets no %s make or revoke a key', async (role) => {
  const { id } = await newKey();
  const wanted = { name: 'Mine', scopes: ['phonebook:read'] as const, expiresAt: null };
  await expect(createApiKey(userActor(role), wanted)).rejects.toThrow('Only admins may do that.');
  await expect(revokeApiKey(userActor(role), id)).rejects.toThrow('Only admins may do that.');
});

it('asks an admin for a password of the last ten minutes', async () => {
  const { id } = await newKey();
  const admin = userActor('admin', { passwordAt: new Date(Date.now() - 11 * 60_000) });
  await expect(revokeApiKey(admin, id)).rejects.toMatchObject({ name: 'PasswordNeededError' });
  expect(await revokeApiKey(userActor('admin'), id)).toMatchObject({ ok: true });
});
