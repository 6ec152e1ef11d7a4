import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { closeMonitorPool } from '#server/core/db/monitor-pool.ts';
import { setEnvironment } from '#server/core/env.ts';
import type { TestDatabase } from '#test/database.ts';

/**
 * Runs something while what connects anew by DATABASE_URL does so as a login that may write the product's tables and has
 * these rights alone. Its name is one that SQL takes in quotes only.
 */
export async function asProduct(
  database: TestDatabase,
  rights: string,
  run: (login: string) => Promise<void>,
): Promise<void> {
  const login = `Product_${randomUUID().slice(0, 8)}`;
  const { host, port, database: path } = database.superuser();
  const superuser = new pg.Client(database.superuser());
  await superuser.connect();
  await superuser.query(`create role "${login}" login password 'product' in role ${rights}`);
  await superuser.query(`grant select, insert on all tables in schema public to "${login}"`);
  await superuser.query(`grant usage on all sequences in schema public to "${login}"`);
  await closeMonitorPool();
  // A folder of sockets cannot stand where a name of a host does.
  setEnvironment({
    DATABASE_URL: `postgres://${login}:product@localhost:${port}/${path}?host=${encodeURIComponent(host)}`,
  });
  try {
    await run(login);
  } finally {
    setEnvironment({ DATABASE_URL: '' });
    await closeMonitorPool();
    await superuser.query(`drop owned by "${login}"; drop role "${login}"`);
    await superuser.end();
  }
}
