import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Embedded, startEmbedded } from '#server/core/postgres/embedded.ts';
import { blindByError, blindBySettings } from './blindness.ts';
import { readCounters, readStatementSettings } from './counters.ts';

const settings = { fsync: 'off', full_page_writes: 'off', shared_preload_libraries: 'auto_explain' };
const facts = { version: 0, database: 'switchboard', startedAt: '2026-11-27T00:00:00Z' };

/** No zone touches it, and it takes a server of its own, started twice. */
describe('a server that loads another library and not pg_stat_statements', () => {
  let folder = '';
  let server: Embedded;
  const start = () => startEmbedded(join(folder, 'data'), { chosen: true, settings });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'switchboard-not-loaded-'));
    chmodSync(folder, 0o711);
    server = await start();
    await asSuperuser("create role watcher login password 'watches'; drop extension pg_stat_statements");
  }, 90_000);
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is mended one statement after the other, and still loads the other library', async () => {
    const first = await blindness();
    expect(first?.mend).toBe('GRANT pg_monitor TO watcher;');
    await asSuperuser(first?.mend);

    const second = await blindness();
    expect(second?.mend).toBe(
      "CREATE EXTENSION pg_stat_statements; ALTER SYSTEM SET shared_preload_libraries = 'auto_explain', 'pg_stat_statements'; -- then restart Postgres",
    );
    await asSuperuser('create extension pg_stat_statements');
    const third = await blindness();
    expect(third?.mend).toBe(
      "ALTER SYSTEM SET shared_preload_libraries = 'auto_explain', 'pg_stat_statements'; -- then restart Postgres",
    );
    await asSuperuser(third?.mend);
    await server.stop();
    server = await start();
    expect(await blindness()).toBeNull();
    const loaded = await asSuperuser('show shared_preload_libraries');
    expect(loaded.rows).toEqual([{ shared_preload_libraries: 'auto_explain, pg_stat_statements' }]);
  });

  /** As the probe asks, by a login of the monitor's own. */
  async function blindness() {
    const client = new pg.Client({ ...server.connection, user: 'watcher', password: 'watches' });
    await client.connect();
    try {
      const found = await readStatementSettings(client);
      const { schema, version } = found;
      const blind = blindBySettings(found);
      if (blind !== null || schema === null || version === null) return blind;
      return await readCounters(client, { schema, version }, facts).then(
        () => null,
        (error: unknown) => blindByError(error, found),
      );
    } finally {
      await client.end();
    }
  }

  async function asSuperuser(sql: string | null | undefined): Promise<pg.QueryResult> {
    const client = new pg.Client({ ...server.superuser, database: server.connection.database });
    await client.connect();
    try {
      return await client.query(sql ?? '');
    } finally {
      await client.end();
    }
  }
});
