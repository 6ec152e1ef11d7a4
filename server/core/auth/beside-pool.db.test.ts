import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findActorBesidePool } from '#server/core/auth/beside-pool.ts';
import { noteSession } from '#server/core/auth/known-sessions.ts';
import { sessionCookieName } from '#server/core/auth/session-cookie.ts';
import { closeMonitorPool, monitorPool } from '#server/core/db/monitor-pool.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { getSettings } from '#server/core/settings/settings.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { person } from '#test/people.ts';

withDatabase();
const cookie = `${sessionCookieName()}=one`;
let held: pg.PoolClient[] = [];
let admin: { id: string };
let sessionId = '';

beforeAll(async () => {
  admin = await person('admin');
  await getSettings();
});
beforeEach(async () => {
  const { rows } = await monitorPool().query(
    `insert into sessions (token, user_id, expires_at, password_at)
     values (gen_random_uuid()::text, $1, now() + interval '1 hour', '2026-11-27 10:00Z') returning id`,
    [admin.id],
  );
  sessionId = rows[0].id;
  const actor = userActor('admin', { id: admin.id, sessionId });
  noteSession(cookie, { actor, preferences: { theme: 'system', timeZone: null }, secondFactor: false });
  held = await Promise.all(Array.from({ length: mainPool().max - held.length }, () => mainPool().connect()));
  return () => {
    for (const client of held) client.release();
    held = [];
  };
});
afterAll(() => closeMonitorPool());

test('with the pool full, who was known minutes ago is looked up over the monitor’s connections', async () => {
  expect(await findActorBesidePool(cookie)).toMatchObject({
    id: admin.id,
    role: 'admin',
    sessionId,
    passwordAt: new Date('2026-11-27T10:00:00Z'),
  });
});

test('while the pool has room it decides nothing', async () => {
  held.pop()?.release();
  expect(await findActorBesidePool(cookie)).toBeNull();
});

test.each([
  ['has ended', 'delete from sessions where id = $1::uuid'],
  ['is too old', `update sessions set expires_at = now() - interval '1 s' where id = $1::uuid`],
  [
    'is of somebody banned',
    'update users set banned = true where id = (select user_id from sessions where id = $1::uuid)',
  ],
])('a session that %s counts for nothing, known or not', async (_what, sql) => {
  await monitorPool().query(sql, [sessionId]);
  expect(await findActorBesidePool(cookie)).toBeNull();
  await monitorPool().query('update users set banned = false where id = $1', [admin.id]);
});

test('the role is the one of now, and a stranger is nobody', async () => {
  await monitorPool().query(`update users set role = 'operator' where id = $1`, [admin.id]);
  expect(await findActorBesidePool(cookie)).toMatchObject({ role: 'operator' });
  await monitorPool().query(`update users set role = 'admin' where id = $1`, [admin.id]);
  expect(await findActorBesidePool(`${sessionCookieName()}=two`)).toBeNull();
});
