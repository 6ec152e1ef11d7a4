import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { LostIndex } from '#lib/monitoring/storage/counters.ts';
import { bodyOf, creationOf, type Partition } from '#lib/monitoring/storage/create-index.ts';
import { findDefinitions } from './definitions.ts';
import type { Known } from './history.ts';
import { findPartitions } from './partition-tree.ts';

/** One that is gone and never belonged here is spoken of for a day. */
const SPOKEN_OF_MS = 86_400_000;

type Seen = { id: number; table: string; name: string; definition: string };

const presentRows = z.array(z.object({ id: z.number(), table: z.string(), name: z.string() }));
const tableRows = z.array(z.object({ id: z.number(), name: z.string(), isPartitioned: z.boolean() }));

/** Watches which indexes there are, from sample to sample, so that one that is dropped can be named with its definition. */
export class IndexWatch {
  readonly #seen = new Map<string, Seen>();
  readonly #missed = new Map<string, LostIndex>();

  /** Indexes that were there, or belong here, while their table still stands and no other index does the same. */
  async read(client: pg.ClientBase, known: Known | null, now: Date): Promise<LostIndex[]> {
    const present = await this.#present(client);
    const wanted = [...this.#seen.entries()]
      .filter(([key]) => !present.has(key))
      .map(([key, seen]) => ({ key, ...seen, ours: false }));
    const belonging = (known?.indexes ?? [])
      .filter(({ ours, table, name }) => ours && !present.has(keyOf(table, name)))
      .map((index) => ({ ...index, key: keyOf(index.table, index.name) }));
    const missing = new Map([...wanted, ...belonging].map((index) => [index.key, index]));
    const tables =
      missing.size === 0 ? new Map<string, Partition[] | null>() : await findTables(client, [...missing.values()]);
    const bodies = new Set([...present.values()].map(({ definition }) => bodyOf(definition)));
    for (const key of this.#missed.keys()) if (!missing.has(key)) this.#missed.delete(key);
    for (const [key, { table, name, definition, ours }] of missing) {
      const stands = tables.has(table) && !bodies.has(bodyOf(definition));
      const missedAt = this.#missed.get(key)?.missedAt ?? now.toISOString();
      const forgotten = !ours && now.getTime() - Date.parse(missedAt) > SPOKEN_OF_MS;
      if (!stands || forgotten) {
        this.#missed.delete(key);
        this.#seen.delete(key);
        continue;
      }
      const { way, statements } = creationOf(definition, tables.get(table) ?? null);
      this.#missed.set(key, { table, index: name, ddl: statements.join('\n'), way, missedAt, ours });
    }
    return [...this.#missed.values()].sort((a, b) => keyOf(a.table, a.index).localeCompare(keyOf(b.table, b.index)));
  }

  /** What is there now; definitions are asked for once. */
  async #present(client: pg.ClientBase): Promise<Map<string, Seen>> {
    const { rows } = await client.query(
      `select i.indexrelid::bigint::float8 as id, n.nspname || '.' || t.relname as table, c.relname as name
       from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace
       where i.indisvalid and not c.relispartition and t.relpersistence <> 't'
         and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') limit 5000`,
    );
    const found = presentRows.parse(rows);
    const fresh = found.filter(({ id, table, name }) => this.#seen.get(keyOf(table, name))?.id !== id);
    const definitions = fresh.length === 0 ? new Map<number, string>() : await findDefinitions(client, fresh);
    for (const index of fresh) {
      const definition = definitions.get(index.id);
      if (definition !== undefined) this.#seen.set(keyOf(index.table, index.name), { ...index, definition });
    }
    return new Map(
      found.map((index) => {
        const key = keyOf(index.table, index.name);
        return [key, this.#seen.get(key) ?? { ...index, definition: '' }];
      }),
    );
  }
}

/** Which of the tables still stand, with their partitions: null for those that have none. */
async function findTables(
  client: pg.ClientBase,
  indexes: readonly { table: string }[],
): Promise<Map<string, Partition[] | null>> {
  const { rows } = await client.query(
    `select c.oid::bigint::float8 as id, n.nspname || '.' || c.relname as name, c.relkind = 'p' as "isPartitioned"
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm', 'p') and n.nspname || '.' || c.relname = any($1)`,
    [indexes.map(({ table }) => table)],
  );
  const tables = tableRows.parse(rows);
  const parted = tables.filter(({ isPartitioned }) => isPartitioned);
  const trees = await findPartitions(
    client,
    parted.map(({ id }) => ({ table: id, index: null })),
  );
  return new Map(tables.map((table) => [table.name, trees[parted.indexOf(table)] ?? null]));
}

function keyOf(table: string, name: string): string {
  return `${table} ${name}`;
}
