import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { BoundedPool } from '#server/core/db/bounded-pool.ts';
import { type Connection, connection } from '#server/core/db/connection.ts';
import { setMainPool } from '#server/core/db/pool.ts';
import { env, setEnvironment } from '#server/core/env.ts';
import { lockForCommand } from '#server/core/instance.ts';
import { migrateInChild } from '#server/core/migrate-in-child.ts';
import { OperatorError } from '#server/core/operator-error.ts';
import { dataDirectory, dataDirectoryIsChosen } from '#server/core/paths.ts';
import { embeddedConnection, startEmbedded } from '#server/core/postgres/embedded.ts';

const CONNECTIONS = 4;
const COMES_UP_WITHIN_MS = 30_000;

/**
 * Does a command's work with the main pool open: on DATABASE_URL, on the embedded Postgres of the running instance, or
 * on one started and migrated for the command's own duration.
 */
export async function withDatabase<T>(work: () => Promise<T>): Promise<T> {
  const server = await openServer();
  const pool = new BoundedPool({
    ...connection(),
    application_name: 'switchboard-cli',
    base: 1,
    overflow: CONNECTIONS - 1,
    recycleSeconds: env().POOL_RECYCLE_SECONDS,
    acquireTimeoutMs: env().POOL_ACQUIRE_TIMEOUT_MS,
  });
  setMainPool(pool);
  try {
    return await work();
  } finally {
    await pool.end();
    await server.close();
  }
}

async function openServer(): Promise<{ close(): Promise<void> }> {
  if (env().DATABASE_URL !== undefined) return { close: async () => {} };
  const directory = dataDirectory();
  const chosen = dataDirectoryIsChosen();
  const lock = await lockForCommand(directory);
  if (lock === null) {
    hand(await connectionOnceUp(directory, chosen));
    return { close: async () => {} };
  }
  const server = await startEmbedded(directory, { chosen, say: (sentence) => console.error(sentence) });
  const close = async () => {
    await server.stop();
    lock.release();
  };
  endOnSignal(close);
  hand(server.connection);
  try {
    await migrateInChild({}, AbortSignal.timeout(600_000));
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

function hand(parts: Connection): void {
  setEnvironment({ SWITCHBOARD_CONNECTION: JSON.stringify(parts) });
}

/** The running instance may be building or coming up: its Postgres is waited for. */
async function connectionOnceUp(directory: string, chosen: boolean): Promise<Connection> {
  const deadline = Date.now() + COMES_UP_WITHIN_MS;
  for (;;) {
    try {
      const parts = embeddedConnection(directory, chosen);
      const client = new pg.Client({ ...parts, application_name: 'switchboard-cli' });
      await client.connect();
      await client.end();
      return parts;
    } catch (error) {
      if (Date.now() > deadline) {
        throw new OperatorError(
          'Switchboard is starting on this data directory and its Postgres does not answer yet. Try again when it says Ready.',
          { cause: error },
        );
      }
      await sleep(300);
    }
  }
}

/** Ctrl+C in the middle of a command leaves no server behind. */
function endOnSignal(close: () => Promise<void>): void {
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => void close().finally(() => process.exit(1)));
  }
}
