import 'server-only';
import { PrismaClient } from '#generated/prisma/client.ts';
import type { BoundedPool } from '#server/core/db/bounded-pool.ts';
import { behindBouncer } from '#server/core/db/connection.ts';
import { PageAdapter } from '#server/core/db/page-adapter.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { statementName } from '#server/core/db/statement-names.ts';

const key = Symbol.for('switchboard.prisma');

/** What a query function needs: the client itself or the transaction it runs in. */
export type Database = Pick<PrismaClient, '$queryRaw' | '$executeRaw'>;

type Made = { pool: BoundedPool; client: PrismaClient };

/** The one Prisma client of this process, over the main pool. Nothing opens before the first statement. */
export function prisma(): PrismaClient {
  const pool = mainPool();
  const made: Made | undefined = Reflect.get(globalThis, key);
  if (made?.pool === pool) return made.client;
  const adapter = new PageAdapter(
    pool,
    behindBouncer() ? {} : { statementNameGenerator: (query) => statementName(query.sql) },
  );
  // The pool's own wait ends first, so that its sentence is the one that is told.
  const client = new PrismaClient({
    adapter,
    transactionOptions: { maxWait: pool.acquireTimeoutMs + 500, timeout: 15_000 },
  });
  Reflect.set(globalThis, key, { pool, client } satisfies Made);
  return client;
}
