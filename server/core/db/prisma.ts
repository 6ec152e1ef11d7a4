import 'server-only';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '#generated/prisma/client.ts';
import { behindBouncer } from '#server/core/db/connection.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { statementName } from '#server/core/db/statement-names.ts';

const key = Symbol.for('switchboard.prisma');

/** What a query function needs: the client itself or the transaction it runs in. */
export type Database = Pick<PrismaClient, '$queryRaw' | '$executeRaw'>;

/** The one Prisma client of this process, over the main pool. Nothing opens before the first statement. */
export function prisma(): PrismaClient {
  const existing: unknown = Reflect.get(globalThis, key);
  if (existing !== undefined) return existing as PrismaClient;
  const adapter = new PrismaPg(
    mainPool(),
    behindBouncer() ? {} : { statementNameGenerator: (query) => statementName(query.sql) },
  );
  const client = new PrismaClient({ adapter, transactionOptions: { maxWait: 3000, timeout: 15_000 } });
  Reflect.set(globalThis, key, client);
  return client;
}
