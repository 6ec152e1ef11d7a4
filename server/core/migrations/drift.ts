import 'server-only';
import type { DiffTarget } from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { Connection } from '#server/core/db/connection.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { MigrationAdapter } from './adapter.ts';
import { openEngine } from './engine.ts';
import { readMigrations, readSchema, schemaFilter } from './files.ts';

/** What is compared with schema.prisma: the migrations, applied to a shadow database, or the database as it stands. */
export type DriftSource = 'migrations' | 'database';

/**
 * The SQL that would bring `source` to schema.prisma; null when they agree. For tests on a throw-away cluster: the
 * role needs CREATEDB.
 */
export async function findDrift(connection: Connection, source: DriftSource): Promise<string | null> {
  const adapter = new MigrationAdapter(connection, []);
  const schema = readSchema();
  const from: DiffTarget =
    source === 'migrations'
      ? { tag: 'migrations', ...readMigrations() }
      : { tag: 'schemaDatasource', ...schema, configDir: repositoryRoot };
  try {
    const engine = await openEngine(adapter);
    const difference = await engine.ask((ask) =>
      ask.diff({
        from,
        to: { tag: 'schemaDatamodel', ...schema },
        script: true,
        exitCode: true,
        filters: schemaFilter,
      }),
    );
    return difference.exitCode === 0 ? null : difference.stdout;
  } finally {
    await adapter.end();
  }
}
