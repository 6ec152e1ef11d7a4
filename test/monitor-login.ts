import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { setEnvironment } from '#server/core/env.ts';
import type { TestDatabase } from '#test/database.ts';

/** A login of the monitor's own, by MONITOR_DATABASE_URL, that has no right; and what superusers do with it. */
export function withMonitorLogin(database: TestDatabase) {
  const name = `monitor_${randomUUID().slice(0, 8)}`;
  let superuser: pg.Client;

  beforeAll(async () => {
    const { host, port, database: path } = database.superuser();
    superuser = new pg.Client(database.superuser());
    await superuser.connect();
    await superuser.query(`create role ${name} login password 'monitors'`);
    // A folder of sockets cannot stand where a name of a host does.
    setEnvironment({
      MONITOR_DATABASE_URL: `postgres://${name}:monitors@localhost:${port}/${path}?host=${encodeURIComponent(host)}`,
    });
  });
  afterAll(async () => {
    setEnvironment({ MONITOR_DATABASE_URL: '' });
    await superuser.query(`drop owned by ${name}; drop role ${name}`);
    await superuser.end();
  });

  return {
    name,
    /** Runs statements one by one, as a superuser who copies them from a page. */
    async asSuperuser(statements: string): Promise<void> {
      for (const statement of statements.split(';').filter((one) => one.trim() !== ''))
        await superuser.query(statement);
    },
    /** Takes everything from the login that it was ever given. */
    async strip(): Promise<void> {
      await superuser.query(
        `drop owned by ${name}; revoke pg_monitor, pg_read_all_stats, pg_read_all_settings, pg_stat_scan_tables from ${name}`,
      );
    },
  };
}
