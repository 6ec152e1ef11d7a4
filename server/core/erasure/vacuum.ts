import 'server-only';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { withConnection } from '#server/core/erasure/session.ts';

const nameRow = z.object({ name: z.string() });

/**
 * Makes the space of deleted rows free for others, and the words of an index that were not sorted in yet, and takes new
 * samples for the planner, whose statistics hold values of columns. Indexes are always cleaned: left alone, Postgres spares them
 * where few rows went, and their keys stay. What an older snapshot still sees stays until it ends.
 */
export function vacuumTables(tables: readonly string[], onEach: (done: number) => void = () => {}): Promise<void> {
  return withConnection(async (client) => {
    for (const [index, table] of [...new Set(tables)].entries()) {
      onEach(index);
      const name = await quotedName(client, table);
      if (name === null) continue;
      await cleanPendingLists(client, table);
      await client.query(`vacuum (analyze, index_cleanup on) ${name}`);
    }
  });
}

/** The table's name as the database spells and quotes it; null when it is gone, as a month may be. */
async function quotedName(client: PoolClient, table: string): Promise<string | null> {
  const { rows } = await client.query(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = to_regclass($1)`,
    [table],
  );
  return z.array(nameRow).parse(rows)[0]?.name ?? null;
}

async function cleanPendingLists(client: PoolClient, table: string): Promise<void> {
  await client.query(
    `select gin_clean_pending_list(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
     where i.indrelid = to_regclass($1) and a.amname = 'gin' and c.relkind = 'i'`,
    [table],
  );
}
