import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { adviseSettings } from '#lib/monitoring/server/advice.ts';
import { causesOfServer } from '#lib/monitoring/server/causes.ts';
import { type Sight, sightsOf } from '#lib/monitoring/server/rights.ts';
import { type ServerSample, serverSampleSchema } from '#lib/monitoring/server/sample.ts';
import type { Connection } from '#server/core/db/connection.ts';
import type { ServerFacts } from '#server/monitoring/probe.ts';
import { ServerProbe } from '#server/monitoring/server/probe.ts';
import { withDatabase } from '#test/database.ts';
import { asProduct } from '#test/product-login.ts';

const GB = 1024 ** 3;
const database = withDatabase();
const watcher = `watcher_${process.pid}`;

let superuser: pg.Client;
let opened: pg.Client[] = [];

beforeEach(async () => {
  superuser = await open(database.superuser());
  await superuser.query(`create role ${watcher} login password 'trusted'`);
});
afterEach(async () => {
  await Promise.all(opened.filter((client) => client !== superuser).map((client) => client.end()));
  await superuser.query(`drop owned by ${watcher}`);
  await superuser.query(`drop role ${watcher}`);
  await superuser.end();
  opened = [];
});

async function open(connection: Connection): Promise<pg.Client> {
  const client = new pg.Client(connection);
  await client.connect();
  opened.push(client);
  return client;
}

/** One reading as the sampler makes it. */
async function read(client: pg.Client, probe = new ServerProbe(() => undefined)): Promise<ServerSample> {
  const { rows } = await client.query(
    `select current_setting('server_version_num')::int as version, current_database()::text as database`,
  );
  const facts: ServerFacts = { ...rows[0], startedAt: '2026-11-27T00:00:00Z' };
  await client.query('begin read only');
  const reading = await probe.read(client, facts);
  await client.query('commit');
  if (!reading.ok) throw new Error(reading.reason);
  return serverSampleSchema.parse(JSON.parse(JSON.stringify(reading.value)));
}

const asWatcher = () => open({ ...database.superuser(), user: watcher, password: 'trusted' });
const sight = (sample: ServerSample, name: string): Sight => {
  const found = sightsOf(sample.rights).find((one) => one.name === name);
  if (found === undefined) throw new Error(`Nothing is said of ${name}.`);
  return found;
};

/** Runs what a page shows as the mend, as a superuser would. */
async function mend(shown: string | null): Promise<void> {
  expect(shown).not.toBeNull();
  for (const statement of (shown ?? '').split(';').filter((one) => one.trim() !== '')) await superuser.query(statement);
}

describe('rights and extensions', () => {
  test.each(['pg_monitor', 'pg_read_all_stats'])('%s missing is blind, and the mend shown mends it', async (name) => {
    const client = await asWatcher();
    const before = sight(await read(client), name);
    expect(before).toMatchObject({ state: 'blind', mend: `GRANT pg_monitor TO ${watcher};` });
    await mend(before.mend);
    expect(sight(await read(client), name)).toMatchObject({ state: 'seen', mend: null });
  });

  test('a right that is not inherited is none', async () => {
    await superuser.query(`alter role ${watcher} noinherit`);
    await superuser.query(`grant pg_monitor to ${watcher}`);
    expect(sight(await read(await asWatcher()), 'pg_monitor').state).toBe('blind');
  });

  test('an extension that was dropped is blind until it is created again', async () => {
    const client = await open(database.connection());
    await superuser.query('drop extension if exists pg_stat_statements; drop extension if exists pgstattuple');
    for (const name of ['pg_stat_statements', 'pgstattuple']) {
      const before = sight(await read(client), name);
      expect(before).toMatchObject({ state: 'blind' });
      const created = `CREATE EXTENSION ${name};`;
      expect(before.mend).toContain(created);
      if (before.restart) continue; // This server does not load it, and a test does not restart it.
      await mend(before.mend);
      expect(sight(await read(client), name)).toMatchObject({ state: 'seen', mend: null });
    }
  });

  test('without the right to call it, pgstattuple is blind', async () => {
    await superuser.query('create extension if not exists pgstattuple');
    const client = await asWatcher();
    const before = sight(await read(client), 'pgstattuple');
    expect(before.mend).toBe(`GRANT pg_stat_scan_tables TO ${watcher};`);
    await mend(before.mend);
    expect(sight(await read(client), 'pgstattuple').state).toBe('seen');
  });

  test('a switch that is off is blind, and its mend holds without a restart', async () => {
    const client = await open(database.connection());
    const name = 'track_io_timing';
    await superuser.query(`alter system set ${name} = 'off'`);
    await superuser.query('select pg_reload_conf()');
    try {
      await expect.poll(async () => sight(await read(client), name).state).toBe('blind');
      await mend(sight(await read(client), name).mend);
      await expect.poll(async () => sight(await read(client), name).state).toBe('seen');
    } finally {
      await superuser.query(`alter system reset ${name}`);
      await superuser.query('select pg_reload_conf()');
    }
  });

  test('the product without pg_signal_backend can cancel nobody else, and says so', async () => {
    const { user } = database.connection();
    const client = await open(database.connection());
    const before = sight(await read(client), 'pg_signal_backend');
    if (before.state === 'blind') await mend(before.mend);
    expect(sight(await read(client), 'pg_signal_backend').state).toBe('seen');
    if (before.state === 'blind') await superuser.query(`revoke pg_signal_backend from ${user}`);
  });

  test('the product that may cancel and does not see what others run can cancel nobody else either', async () => {
    await superuser.query(`grant pg_monitor to ${watcher}`);
    const client = await asWatcher();
    await asProduct(database, 'pg_signal_backend', async (product) => {
      const before = sight(await read(client), 'pg_signal_backend');
      expect(before).toMatchObject({ state: 'blind', mend: `GRANT pg_read_all_stats TO "${product}";` });
      await mend(before.mend);
      expect(sight(await read(client), 'pg_signal_backend')).toMatchObject({ state: 'seen', mend: null });
    });
  });

  test('what the login may not see of the libraries is not guessed', async () => {
    const sample = await read(await asWatcher());
    expect(sample.rights.statements.preloaded).toBeNull();
    expect(sight(sample, 'pg_stat_statements').mend ?? '').not.toContain('shared_preload_libraries');
  });
});

describe('settings', () => {
  const name = () => database.connection().database;
  const spill = (client: pg.Client) =>
    client.query(
      'select count(*) from (select md5(n::text) as text from generate_series(1, 60000) as n order by 1 offset 1) as sorted',
    );

  test('small work_mem is advice once sorts went to disk, and gone after the SQL shown', async () => {
    const probe = new ServerProbe(() => undefined);
    const client = await open(database.connection());
    await superuser.query(`alter database ${name()} set work_mem = '64kB'`);
    const idle = await read(client, probe);
    expect(adviseSettings(idle).find((one) => one.name === 'work_mem')).toMatchObject({
      found: '64kB',
      state: 'differs',
    });
    expect(causesOfServer(idle)).toEqual([]);

    const busy = await open(database.connection());
    for (let round = 0; round < 3; round += 1) await spill(busy);
    await busy.query('select pg_stat_force_next_flush()');
    await busy.query('select 1');
    await expect
      .poll(async () => causesOfServer(await read(client, probe)).map(({ key }) => key))
      .toEqual(['setting:work_mem']);
    const asked = adviseSettings(await read(client, probe)).find((one) => one.name === 'work_mem');
    expect(asked).toMatchObject({ state: 'asked', wanted: '4MB', takesHold: 'session' });

    // As the product's own login: it owns the database.
    await busy.query(asked?.sql ?? '');
    const mended = await read(client, probe);
    expect(adviseSettings(mended).find((one) => one.name === 'work_mem')).toMatchObject({ state: 'fits', sql: null });
    expect(causesOfServer(mended)).toEqual([]);
    await superuser.query(`alter database ${name()} reset work_mem`);
  });

  test('a small machine is asked for less, and all of the list is held against the server', async () => {
    const client = await open(database.connection());
    const large = await read(client, new ServerProbe(() => ({ memory: 64 * GB, freeDisk: 100 * GB })));
    const small = await read(client, new ServerProbe(() => ({ memory: GB, freeDisk: 5 * GB })));
    const wanted = (sample: ServerSample, one: string) => sample.settings.find((row) => row.name === one)?.wanted;
    expect([wanted(large, 'shared_buffers'), wanted(small, 'shared_buffers')]).toEqual(['256MB', '128MB']);
    expect(wanted(small, 'max_wal_size')).toBe('1GB');
    expect(large.settings).toHaveLength(12);
    expect(large.settings.every(({ found }) => found !== 'not visible')).toBe(true);
    const holds = Object.fromEntries(large.settings.map((row) => [row.name, row.takesHold]));
    expect(holds).toMatchObject({ work_mem: 'session', max_wal_size: 'reload', shared_buffers: 'restart' });
  });
});
