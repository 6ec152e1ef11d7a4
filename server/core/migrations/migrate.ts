import 'server-only';
import type { DiagnoseMigrationHistoryOutput, MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import type { Connection } from '#server/core/db/connection.ts';
import { MigrationAdapter } from '#server/core/migrations/adapter.ts';
import { type Engine, openEngine } from '#server/core/migrations/engine.ts';
import { readMigrations, schemaFilter, scriptsOf } from '#server/core/migrations/files.ts';
import { OperatorError } from '#server/core/operator-error.ts';

/** Any number of ours that nothing else takes. Of two starts at once the second waits and finds nothing left to do. */
const MIGRATION_LOCK = 7_215_000;

/**
 * Brings a database to the state of the migrations and says which were applied. Each file is applied whole or not at
 * all, so one that failed or was interrupted is tried again. Run it in a process that ends with process.exit.
 * @param connection with a session of its own: not through a bouncer in transaction mode
 * @throws OperatorError when a file was changed after it was applied, the database is newer, or a file fails
 */
export async function migrate(connection: Connection, migrations = readMigrations()): Promise<string[]> {
  const lock = await connect(connection);
  const adapter = new MigrationAdapter(connection, scriptsOf(migrations));
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await apply(await openEngine(adapter), migrations);
  } finally {
    await lock.end();
    await adapter.end();
  }
}

async function connect(connection: Connection): Promise<pg.Client> {
  const client = new pg.Client({ ...connection, application_name: 'switchboard-migrate' });
  try {
    await client.connect();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OperatorError(
      `The database ${connection.database} on ${connection.host} cannot be reached as ${connection.user}: ${reason}. Check DATABASE_URL.`,
      { cause: error },
    );
  }
  // Losing the session loses the lock; the engine's own statements then fail by themselves.
  client.on('error', () => {});
  return client;
}

async function apply(engine: Engine, migrations: MigrationList): Promise<string[]> {
  const found = await engine.ask((ask) =>
    ask.diagnoseMigrationHistory({ migrationsList: migrations, optInToShadowDatabase: false, filters: schemaFilter }),
  );
  refuseOtherHistory(found);
  for (const migrationName of found.failedMigrationNames) {
    await engine.ask((ask) => ask.markMigrationRolledBack({ migrationName }));
  }
  try {
    const applied = await engine.ask((ask) =>
      ask.applyMigrations({ migrationsList: migrations, filters: schemaFilter }),
    );
    return applied.appliedMigrationNames;
  } catch (error) {
    throw new OperatorError(sentenceOf(error), { cause: error });
  }
}

function refuseOtherHistory(found: DiagnoseMigrationHistoryOutput): void {
  // One that failed was not applied: mending its file is what should happen.
  const edited = found.editedMigrationNames.find((name) => !found.failedMigrationNames.includes(name));
  if (edited !== undefined) {
    throw new OperatorError(
      `The migration ${edited} was changed after this database applied it. Put the file back as it was; a change belongs in a new migration.`,
    );
  }
  if (found.history === null || !('unpersistedMigrationNames' in found.history)) return;
  const [newer] = found.history.unpersistedMigrationNames;
  throw new OperatorError(
    `This database has the migration ${newer}, which this Switchboard does not know. Start the newer Switchboard that made it.`,
  );
}

function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (text.includes('schema is not empty')) {
    return 'The database holds tables that are not of Switchboard. Point DATABASE_URL at an empty database.';
  }
  const name = /migration_name="([^"]+)"/.exec(text)?.[1];
  const reason = /ERROR: ([^\n]+)/.exec(text)?.[1] ?? text.split('\n')[0];
  if (name === undefined) return `The migrations could not be applied: ${reason}.`;
  return `The migration ${name} failed and nothing of it was kept: ${reason}. Mend the cause and start again; it is then tried once more.`;
}
