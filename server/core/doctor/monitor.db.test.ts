import { expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { examineDatabase } from '#server/core/doctor/database.ts';
import { setEnvironment } from '#server/core/env.ts';
import { withDatabase } from '#test/database.ts';
import { withMonitorLogin } from '#test/monitor-login.ts';

const database = withDatabase();
const login = withMonitorLogin(database);

/** What the doctor says of the monitor's login, where its URL has these parts. */
async function said({
  password = 'monitors',
  path = database.connection().database,
  host = database.connection().host,
  port = database.connection().port,
} = {}) {
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

test.each([
  ['localhost', 'localhost:1, where nothing listens'],
  ['nobody.invalid', 'nobody.invalid:1, a name that is not found'],
  ['/nowhere', '/nowhere/.s.PGSQL.1, where nothing listens'],
])('the doctor says that nothing answers the monitor at %s, with the address alone', async (host, where) => {
  expect(await said({ host, port: 1 })).toEqual([
    {
      name: 'monitor',
      state: 'bad',
      sentence: `MONITOR_DATABASE_URL leads to ${where}; Postgres does answer the console itself. Monitoring sees nothing of Postgres. Put the host and port of the console's own database into it.`,
    },
  ]);
});

test('without a login of the monitor’s own nothing is said of it', async () => {
  setEnvironment({ MONITOR_DATABASE_URL: '' });
  expect((await examineDatabase(mainPool())).filter(({ name }) => name === 'monitor')).toEqual([]);
});
