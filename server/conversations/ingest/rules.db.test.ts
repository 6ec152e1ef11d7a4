import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { findHistory } from '#server/conversations/history.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { hashedSession } from '#server/core/privacy/session-handle.ts';
import { forgetSettings, getSettings } from '#server/core/settings/settings.ts';
import { keyActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { storedIn, turn, withIngest } from '#test/ingest.ts';

withDatabase();
const { post } = withIngest();

const day = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * day).toISOString();
const told = turn({
  session_id: 'private',
  user_message: 'I am ann@example.org, AC-1234',
  client_ip: '::ffff:10.1.2.3',
});

async function set(name: string, value: unknown): Promise<void> {
  const text = `insert into settings (key, value, updated_by) values ($1, $2, 'test') on conflict (key) do update set value = excluded.value`;
  await mainPool().query(text, [`conversations.${name}`, JSON.stringify(value)]);
}

/** The same, in force for this process's reading. */
async function inForce(name: string, value: unknown): Promise<void> {
  await set(name, value);
  forgetSettings();
  await getSettings();
}

/** Settings are in force within a few seconds: posts until a turn is stored as it should be. */
async function untilStored(expected: object): Promise<void> {
  const postAndLook = async () => {
    await post({ ...told, event_id: randomUUID() });
    return (await storedIn('private')).at(-1);
  };
  await expect.poll(postAndLook, { timeout: 15_000, interval: 500 }).toMatchObject(expected);
}

test('as long as nothing is set, turns are stored as they came, ten years back', async () => {
  await post(told);
  expect(await storedIn('private')).toMatchObject([{ user_message: told.user_message, client_ip: '10.1.2.3' }]);
  expect(await post({ ...told, created_at: ago(3_640) })).toMatchObject({ status: 201 });
  expect(await post({ ...told, created_at: ago(3_660) })).toMatchObject({
    status: 422,
    detail: expect.stringMatching(/created_at must not be before \d{4}-/),
  });
});

test('at most a day ahead', async () => {
  expect(await post({ ...told, created_at: ago(-0.99) })).toMatchObject({ status: 201 });
  expect(await post({ ...told, created_at: ago(-1.01) })).toMatchObject({ status: 422 });
});

test('masked text and a network are all that is stored where that is set', async () => {
  await set('client_address', 'truncated');
  await set('mask_at_ingest', true);
  await set('mask_literals', ['AC-####']);
  await untilStored({ user_message: 'I am [e-mail], [masked]', client_ip: '10.1.2.0/24' });
  expect(await post({ ...told, session_id: 'named', client_ip: 'kiosk 5' })).toMatchObject({ status: 201 });
  expect(await storedIn('named')).toMatchObject([{ client_ip: null }]);
});

test('what is set while no turn comes holds for the first ones after it', async () => {
  await set('mask_at_ingest', false);
  await untilStored({ user_message: told.user_message });
  await set('mask_at_ingest', true);
  await sleep(5_200);
  const first = Array.from({ length: 3 }, () => ({ ...told, session_id: 'after a silence', event_id: randomUUID() }));
  await Promise.all(first.map((one) => post(one)));
  const stored = await storedIn('after a silence');
  expect(stored.map(({ user_message }) => user_message)).toEqual(Array(3).fill('I am [e-mail], [masked]'));
});

test('of a session whose id names a person its hash is stored, and its turns stay together', async () => {
  const caller = '+8801712345678';
  for (const question of ['first', 'second', 'third'])
    await post({ ...told, session_id: caller, event_id: randomUUID(), user_message: question });
  expect(await storedIn(caller)).toEqual([]);
  const stored = await storedIn(hashedSession(caller));
  expect(stored.map(({ user_message }) => user_message)).toEqual(['first', 'second', 'third']);
  const history = await findHistory(keyActor('analytics:read'), caller, 2);
  expect(history.map(({ session_id, user_message }) => [session_id, user_message])).toEqual([
    [caller, 'third'],
    [caller, 'second'],
  ]);
  await post({ ...told, session_id: 'AC-12345', event_id: randomUUID() });
  expect(await storedIn(hashedSession('AC-12345'))).toEqual([]);
  await post({ ...told, session_id: 'of AC-1234', event_id: randomUUID() });
  expect(await storedIn(hashedSession('of AC-1234'))).toHaveLength(1);
  // Also once nothing masks the id any more.
  await inForce('mask_literals', []);
  expect(await findHistory(keyActor('analytics:read'), 'of AC-1234', 10)).toHaveLength(1);
  await inForce('mask_literals', ['AC-####']);
});

test('the same id with the same words is no conflict although it was stored masked', async () => {
  const one = { ...told, event_id: randomUUID() };
  expect(await post([one, one])).toMatchObject({ duplicates: 1 });
  const { rows } = await mainPool().query('select from conversation_events where conflicting');
  expect(rows).toEqual([]);
});

test('a keyed hash stands for the same client in every spelling', async () => {
  await set('client_address', 'hashed');
  await untilStored({ client_ip: expect.stringMatching(/^h:[\w-]{22}$/) });
  const hash = (await storedIn('private')).at(-1)?.client_ip;
  await post({ ...told, client_ip: '10.1.2.3:5000' });
  await post({ ...told, client_ip: '10.1.2.4' });
  const [same, other] = (await storedIn('private')).slice(-2).map(({ client_ip }) => client_ip);
  expect(same).toBe(hash);
  expect(other).not.toBe(hash);
});

test('what is older than turns are kept is refused', async () => {
  await set('retention_days', 30);
  const old = async () => (await post({ ...told, created_at: ago(31) })).status;
  await expect.poll(old, { timeout: 15_000, interval: 500 }).toBe(422);
  expect(await post({ ...told, created_at: ago(29) })).toMatchObject({ status: 201 });
});
