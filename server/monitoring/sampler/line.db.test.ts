import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, test, vi } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { setEnvironment } from '#server/core/env.ts';
import { Line, SampledElsewhereError } from '#server/monitoring/sampler/line.ts';
import { withDatabase } from '#test/database.ts';
import { withMonitorLogin } from '#test/monitor-login.ts';

const database = withDatabase();
const login = withMonitorLogin(database);
let line: Line;
afterEach(() => line.close());

test('a line connects as the login of MONITOR_DATABASE_URL, under the monitor’s own name', async () => {
  line = new Line({ holdsLock: true });
  const { rows } = await line.read((client) =>
    client.query(
      "select session_user::text as login, current_database()::text as database, current_setting('application_name') as application",
    ),
  );
  expect(rows).toEqual([
    { login: login.name, database: database.connection().database, application: 'switchboard-monitor' },
  ]);
});

/** Has MONITOR_DATABASE_URL lead to a database of this server. */
function leadTo(name: string): void {
  const { host, port } = database.connection();
  const url = `postgres://${login.name}:monitors@localhost:${port}/${name}?host=${encodeURIComponent(host)}`;
  setEnvironment({ MONITOR_DATABASE_URL: url });
}

const astray = () =>
  `MONITOR_DATABASE_URL leads to database postgres of this server; it must be ${database.connection().database}, which the console uses.`;
const reading = () => line.read(async (client) => (await client.query('select 1 as one')).rows[0].one);

test('a line that leads to another database reads nothing there, and says where it leads', async () => {
  leadTo('postgres');
  line = new Line({ holdsLock: true });
  await expect(reading()).rejects.toThrow(astray());
  leadTo(database.connection().database);
  expect(await reading()).toBe(1);
});

test('while the product’s own connection says nothing the line reads, and is compared as soon as it does', async () => {
  leadTo('postgres');
  line = new Line({ holdsLock: true });
  const silent = vi.spyOn(mainPool(), 'query').mockImplementation(() => Promise.reject(new Error('All are taken.')));
  expect([await reading(), await reading()]).toEqual([1, 1]);
  silent.mockRestore();
  await expect.poll(() => reading().catch((error: Error) => error.message)).toBe(astray());
});

/** A way to the server on which what is under way can fall silent: nothing passes any more, and neither side hears of an end. */
async function openWay() {
  const { host, port, database: name } = database.connection();
  const flows: { from: Socket; to: Socket }[] = [];
  const way = createServer((client) => {
    const server = createConnection(join(host, `.s.PGSQL.${port}`));
    for (const flow of [
      { from: client, to: server },
      { from: server, to: client },
    ]) {
      flow.from.on('error', () => {}).pipe(flow.to);
      flows.push(flow);
    }
  });
  way.listen(0, '127.0.0.1');
  await once(way, 'listening');
  const address = way.address();
  const at = typeof address === 'object' && address !== null ? address.port : 0;
  setEnvironment({ MONITOR_DATABASE_URL: `postgres://${login.name}:monitors@127.0.0.1:${at}/${name}` });
  return {
    silence(): void {
      for (const { from, to } of flows) from.unpipe(to).resume();
    },
    close(): void {
      for (const { from } of flows) from.destroy();
      way.close();
    },
  };
}

test('a line that fell silent is no other installation: its session is ended, and the next one samples', async () => {
  const way = await openWay();
  line = new Line({ holdsLock: true });
  const backend = () => line.read(async (client) => (await client.query('select pg_backend_pid() as pid')).rows[0].pid);
  const first = await backend();
  way.silence();
  await expect(backend()).rejects.toThrow('timeout');
  const second = await backend();
  expect(second).not.toBe(first);
  // The lock is another’s by now: that one is left alone.
  const other = new pg.Client(database.superuser());
  await other.connect();
  await other.query('select pg_terminate_backend($1, 1000)', [second]);
  await other.query("select pg_advisory_lock(hashtext('switchboard.sampler'))");
  await expect(backend()).rejects.toThrow();
  await expect(backend()).rejects.toThrow(SampledElsewhereError);
  await other.end();
  await expect.poll(backend).toBeGreaterThan(0);
  way.close();
});
