import { expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { examineDatabase } from '#server/core/doctor/database.ts';
import { setEnvironment } from '#server/core/env.ts';
import { withDatabase } from '#test/database.ts';
import { withMonitorLogin } from '#test/monitor-login.ts';

const database = withDatabase();
const login = withMonitorLogin(database);

/** What the doctor says of the monitor's login, where its URL has these parts. */
async function said({ password = 'monitors', path = database.connection().database } = {}) {
  const { host, port } = database.connection();
  const url = `postgres://${login.name}:${password}@localhost:${port}/${path}?host=${encodeURIComponent(host)}`;
  setEnvironment({ MONITOR_DATABASE_URL: url });
  return (await examineDatabase(mainPool())).filter(({ name }) => name === 'monitor');
}

test('the doctor says of the monitor’s login whether it is let in, where it leads and what it sees', async () => {
  expect(await said()).toEqual([
    {
      name: 'monitor',
      state: 'warning',
      sentence: `${login.name} does not see what others do in the database. Run: grant pg_monitor to ${login.name}`,
    },
  ]);
  await login.asSuperuser(`grant pg_monitor to ${login.name}`);
  expect(await said()).toEqual([
    {
      name: 'monitor',
      state: 'good',
      sentence: `MONITOR_DATABASE_URL leads to the database that the console uses, as ${login.name}.`,
    },
  ]);
  expect(await said({ path: 'postgres' })).toMatchObject([
    {
      state: 'bad',
      sentence: expect.stringContaining('MONITOR_DATABASE_URL leads to database postgres of this server'),
    },
  ]);
  expect(await said({ password: 'before-it-was-changed' })).toEqual([
    {
      name: 'monitor',
      state: 'bad',
      sentence: `MONITOR_DATABASE_URL cannot be used: password authentication failed for user "${login.name}".`,
    },
  ]);
});

test('without a login of the monitor’s own nothing is said of it', async () => {
  setEnvironment({ MONITOR_DATABASE_URL: '' });
  expect((await examineDatabase(mainPool())).filter(({ name }) => name === 'monitor')).toEqual([]);
});
