import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { packagedBinaries } from '#server/core/postgres/binaries.ts';
import { type Embedded, embeddedConnection, startEmbedded } from '#server/core/postgres/embedded.ts';
import { findPlace, reachableBinaries } from '#server/core/postgres/place.ts';
import { compareSettings } from '#server/core/postgres/server-settings.ts';

const settings = { fsync: 'off' };
const isRoot = process.getuid?.() === 0;
let folder: string;
// A start with initdb takes a second, and many on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchboard-embedded-'));
  chmodSync(folder, 0o711);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function ask<T extends pg.QueryResultRow>(server: Pick<Embedded, 'connection'>, sql: string): Promise<T[]> {
  const client = new pg.Client(server.connection);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('one data directory through its life', () => {
  const directory = () => join(folder, 'life'.padEnd(150, '-'));
  const cluster = () => join(directory(), 'postgres');

  it('starts over a half-written first start, in a path of 150 characters', async () => {
    mkdirSync(join(directory(), 'postgres.partial', 'base'), { recursive: true });
    writeFileSync(join(directory(), 'postgres.partial', 'PG_VERSION'), '18');
    writeFileSync(join(directory(), 'postgres.password'), 'old', { mode: 0o600 });
    chmodSync(directory(), 0o711);
    const server = await startEmbedded(directory(), { settings });
    const [row] = await ask(
      server,
      `select current_setting('is_superuser') as superuser, pg_has_role('switchboard_owner', 'member') as owner,
         current_setting('listen_addresses') as listen, (select count(*) > 0 from pg_stat_statements) as statements`,
    );
    expect(row).toEqual({ superuser: 'off', owner: true, listen: '', statements: true });
    await ask(server, 'create table kept as select 1 as one');
    await server.stop();
    expect(statSync(join(directory(), 'credentials.json')).mode & 0o777).toBe(0o600);
    expect(() => statSync(join(directory(), 'postgres.password'))).toThrow('ENOENT');
  });

  it('runs with the settings of the table, and finds a Bengali name by its trigrams', async () => {
    const server = await startEmbedded(directory(), { settings });
    const client = new pg.Client(server.connection);
    await client.connect();
    const wrong = (await compareSettings(client)).filter((one) => !one.good);
    expect(wrong).toEqual([]);
    await client.query('create extension pg_trgm');
    const { rows } = await client.query(
      `select similarity('রহিম উদ্দিন', 'রহিম উদ্দীন') as likeness, similarity('রহিম', 'কামাল') as other`,
    );
    expect(rows[0].likeness).toBeGreaterThan(0.4);
    expect(rows[0].other).toBe(0);
    await client.end();
    await server.stop();
  });

  it.each(['a dead process', 'a living process of the same user'])(
    'clears away a lock file that names %s',
    async (what) => {
      const { uid, gid } = statSync(cluster());
      const foreign = spawn('sleep', ['60'], { uid, gid });
      if (what.startsWith('a dead')) foreign.kill();
      const lock = join(cluster(), 'postmaster.pid');
      const lines = [foreign.pid, cluster(), 1_700_000_000, 5432, '/tmp', '', '', 'ready'];
      writeFileSync(lock, `${lines.join('\n')}\n`);
      if (isRoot) chownSync(lock, uid, gid);
      const server = await startEmbedded(directory(), { settings });
      expect(await ask(server, 'select one from kept')).toEqual([{ one: 1 }]);
      await server.stop();
      foreign.kill();
    },
  );

  it('ends a server that outlived its supervisor, and starts its own', async () => {
    const first = await startEmbedded(directory(), { settings });
    const client = new pg.Client(first.connection);
    client.on('error', () => {});
    await client.connect();
    const second = await startEmbedded(directory(), { settings });
    await first.exited;
    expect(await ask(second, 'select one from kept')).toEqual([{ one: 1 }]);
    expect(embeddedConnection(directory())).toEqual(second.connection);
    await second.stop();
  });

  it('recovers after everything was killed at once', async () => {
    const server = await startEmbedded(directory(), { settings: { fsync: 'on' } });
    await ask(server, `insert into kept values (2)`);
    const pid = Number(readFileSync(join(cluster(), 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    await server.exited;
    const next = await startEmbedded(directory(), { settings });
    expect(await ask(next, 'select one from kept order by one')).toEqual([{ one: 1 }, { one: 2 }]);
    await next.stop();
  });

  it('refuses what it cannot read, in a sentence, and changes nothing', async () => {
    writeFileSync(join(cluster(), 'PG_VERSION'), '17\n');
    await expect(startEmbedded(directory(), { settings })).rejects.toThrow(
      /was written by Postgres 17.* brings Postgres 18/,
    );
    writeFileSync(join(cluster(), 'PG_VERSION'), '18\n');
    rmSync(join(directory(), 'credentials.json'));
    await expect(startEmbedded(directory(), { settings })).rejects.toThrow(/credentials\.json is gone/);
  });
});

it('refuses a folder of somebody else’s files', async () => {
  const directory = join(folder, 'foreign');
  mkdirSync(join(directory, 'postgres'), { recursive: true });
  writeFileSync(join(directory, 'postgres', 'letter.txt'), 'Dear all');
  await expect(startEmbedded(directory)).rejects.toThrow('holds files but no Postgres data');
});

describe.runIf(isRoot)('started by root, in a directory that the user of Postgres cannot reach', () => {
  const closed = () => join(folder, 'closed');
  beforeAll(() => {
    mkdirSync(closed(), { mode: 0o700 });
  });

  it('lives under /var/lib/switchboard and says so; a second start finds it there', async () => {
    const directory = join(closed(), '.data');
    const { cluster } = findPlace(directory, false);
    expect(cluster).toMatch(/^\/var\/lib\/switchboard\/[0-9a-f]{12}\/postgres$/);
    const said: string[] = [];
    try {
      const first = await startEmbedded(directory, { settings, say: (sentence) => said.push(sentence) });
      await ask(first, 'create table kept as select 1 as one');
      await first.stop();
      expect(said[0]).toContain(`cannot reach ${directory}, so the database lives in /var/lib/switchboard/`);
      const second = await startEmbedded(directory, { settings });
      expect(await ask(second, 'select one from kept')).toEqual([{ one: 1 }]);
      await second.stop();

      // The clone is removed and made again: the new one begins anew, the old data are kept beside it.
      rmSync(directory, { recursive: true });
      const third = await startEmbedded(directory, { settings });
      expect(await ask(third, `select to_regclass('kept') is null as fresh`)).toEqual([{ fresh: true }]);
      await third.stop();
      expect(execFileSync('ls', [join(cluster, '..')], { encoding: 'utf8' })).toContain('postgres.before-');
    } finally {
      rmSync(join(cluster, '..'), { recursive: true, force: true });
    }
  });

  it('is refused when SWITCHBOARD_DATA_DIR names the directory', () => {
    expect(() => findPlace(join(closed(), 'chosen'), true)).toThrow(/^SWITCHBOARD_DATA_DIR is .* cannot reach/);
  });

  it('copies binaries that the user cannot reach', async () => {
    const packaged = await packagedBinaries();
    const place = findPlace(join(folder, 'open'), true);
    const hidden = join(closed(), 'native');
    execFileSync('cp', ['-a', packaged.folder, hidden]);
    const copy = reachableBinaries(place, { ...packaged, folder: hidden });
    expect(copy.folder).toBe(join(folder, 'open', `binaries-${packaged.version}`));
    const { uid, gid } = place.user;
    const run = { uid, gid, cwd: '/', encoding: 'utf8' } as const;
    expect(execFileSync(join(copy.folder, 'bin', 'postgres'), ['--version'], run)).toContain(' 18.');
  });
});
