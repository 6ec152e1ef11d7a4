import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { BoundedPool } from '#server/core/db/bounded-pool.ts';
import type { Connection } from '#server/core/db/connection.ts';
import { setMainPool } from '#server/core/db/pool.ts';
import { prepareDatabase } from '#server/core/postgres/bootstrap.ts';

/** The server that `scripts/test.ts` started before Vitest. Its database `switchboard` is migrated and the template of all others. */
export type TestCluster = { application: Connection; superuser: Connection };

declare module 'vitest' {
  interface ProvidedContext {
    cluster: TestCluster | null;
  }
}

export type TestDatabase = {
  /** As the product connects. */
  connection(): Connection;
  /** For what the product may not: other roles, settings of the server. */
  superuser(): Connection;
};

/**
 * Gives the tests of a file a database of their own, cloned from the migrated one and dropped afterwards. The main pool,
 * `prisma()` and `connection()` reach it. Call it once, at the top of the file or of a `describe`.
 * @param options.migrated false for an empty database, as a first start finds it
 */
export function withDatabase(options: { migrated?: boolean } = {}): TestDatabase {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  let pool: BoundedPool | undefined;

  beforeAll(async () => {
    const { application, superuser } = cluster();
    const template = (options.migrated ?? true) ? application.database : 'template0';
    await administer(`create database ${name} template ${template} owner ${application.user}`);
    if (template === 'template0') await prepareDatabase({ ...superuser, database: name });
    const connection = { ...application, database: name };
    // What builds its own connection in the code under test finds it the way a child of the supervisor does.
    process.env.SWITCHBOARD_CONNECTION = JSON.stringify(connection);
    pool = new BoundedPool({
      ...connection,
      application_name: 'switchboard-web',
      base: 1,
      overflow: 9,
      recycleSeconds: 3600,
      acquireTimeoutMs: 3000,
    });
    setMainPool(pool);
  });

  afterAll(async () => {
    if (pool !== undefined && !pool.ending) await pool.end();
    await administer(`drop database if exists ${name} with (force)`);
  });

  return {
    connection: () => ({ ...cluster().application, database: name }),
    superuser: () => ({ ...cluster().superuser, database: name }),
  };
}

function cluster(): TestCluster {
  const given = inject('cluster');
  if (given === null) {
    throw new Error('No Postgres for tests. Run them through scripts/test.ts, for one file with "--only <name>".');
  }
  return given;
}

async function administer(sql: string): Promise<void> {
  const client = new pg.Client(cluster().superuser);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
