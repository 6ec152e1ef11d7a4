import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { FaultyPostgres } from './postgres.ts';

const EVERY_MS = 700;

/** Folds deltas into rollups all through the run, whatever the worker does, so that faults strike between the two. */
export async function keepFolding(postgres: FaultyPostgres, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await fold(postgres).catch(() => {});
    await sleep(EVERY_MS);
  }
}

async function fold(postgres: FaultyPostgres): Promise<void> {
  const client = new pg.Client({ ...postgres.connection, application_name: 'chaos-compactor' });
  // It is killed with the server it talks to.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('select public.conversations_compact()');
  } finally {
    await client.end();
  }
}
