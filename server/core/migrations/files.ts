import 'server-only';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MigrationList, SchemaFilter, SchemasContainer } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { repositoryRoot } from '#server/core/paths.ts';

/** Tables in `public` that are not ours: a diff leaves them alone. The chatbot's Python side makes and keeps them. */
export const EXTERNAL_TABLES = [
  'public.questions',
  'public.performance_metrics',
  'public.chat_messages',
  'public.analytics_conversations',
  'public.analytics_questions',
  'public.analytics_performance_metrics',
];

export const schemaFilter: SchemaFilter = { externalTables: EXTERNAL_TABLES, externalEnums: [] };

/** The migrations of a folder, in the order of their names. */
export function readMigrations(folder = join(repositoryRoot, 'prisma', 'migrations')): MigrationList {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const lockfile = join(folder, 'migration_lock.toml');
  return {
    baseDir: folder,
    lockfile: {
      path: 'migration_lock.toml',
      content: existsSync(lockfile) ? readFileSync(lockfile, 'utf8') : null,
    },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(folder, name, 'migration.sql'), 'utf8') },
      },
    })),
  };
}

/** The texts of the migrations, without their names. */
export function scriptsOf(migrations: MigrationList): string[] {
  return migrations.migrationDirectories.map(({ migrationFile }) => migrationFile.content.value);
}

/** What the tables of `public` should look like. */
export function readSchema(): SchemasContainer {
  const path = join(repositoryRoot, 'prisma', 'schema.prisma');
  return { files: [{ path, content: readFileSync(path, 'utf8') }] };
}
