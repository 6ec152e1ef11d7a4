import pg from 'pg';

/** `min_wal_size` of the product's server, a gigabyte, less the segment in use and those ahead. */
const SEGMENTS = 60;

/**
 * Makes a new server's write-ahead log as large as it stays: a server that has run for days uses old files again, a new one
 * makes each segment of 16 MB and waits for it in the middle of somebody's COMMIT.
 */
export async function wearIn(superuser: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(superuser);
  await client.connect();
  try {
    for (let segment = 0; segment < SEGMENTS; segment += 1) {
      await client.query("select pg_logical_emit_message(false, 'bench', '')");
      await client.query('select pg_switch_wal()');
    }
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}
