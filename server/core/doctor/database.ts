import 'server-only';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { z } from 'zod';
import { countOf } from '#lib/count.ts';
import { bad, type Finding, good, warning } from '#server/core/doctor/finding.ts';
import { postgresFloors } from '#server/core/doctor/floors.ts';
import { examineMonitor } from '#server/core/doctor/monitor.ts';
import { env } from '#server/core/env.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { compareSettings } from '#server/core/postgres/server-settings.ts';

type Client = Pick<pg.ClientBase, 'query'>;

/** Beside the main pool: ingest 4, health checks 2, monitor 2 and one for a plan, worker 6, one command of 4. */
const OTHER_CONNECTIONS = 19;
const EXTENSIONS = ['pg_trgm', 'unaccent', 'fuzzystrmatch', 'btree_gin'];

/** What a connection as the product's own role can tell. */
export async function examineDatabase(client: Client): Promise<Finding[]> {
  return [
    await version(client),
    await encoding(client),
    await durability(client),
    ...(await rights(client)),
    ...(await examineMonitor(client)),
    await extensions(client),
    await statements(client),
    await migrations(client),
    ...(await textIndexes(client)),
    await connections(client),
    ...(await settings(client)),
  ];
}

async function version(client: Client): Promise<Finding> {
  const { number } = await one(client, `select current_setting('server_version_num')::int as number`, {
    number: z.number(),
  });
  const [major, minor] = [Math.floor(number / 10_000), number % 10_000];
  const found = `Postgres ${major}.${minor}`;
  const floor = postgresFloors[major];
  if (floor === undefined) return bad('Postgres', `${found}. Switchboard works with 15 to 18.`);
  if (minor >= floor) return good('Postgres', `${found}, at or above ${major}.${floor}.`);
  const embedded = env().DATABASE_URL === undefined;
  if (embedded) {
    return warning(
      'Postgres',
      `The embedded ${found} is below ${major}.${floor}; no newer binary is published. It listens on a private socket alone, and the product is not its superuser.`,
    );
  }
  return bad('Postgres', `${found} has known holes that ${major}.${floor} closes. Update it.`);
}

async function encoding(client: Client): Promise<Finding> {
  const name = 'encoding';
  const row = await one(
    client,
    `select pg_encoding_to_char(encoding) as encoding, datctype as ctype, 'রহিম' ~ '^[[:alpha:]]' as letters
     from pg_database where datname = current_database()`,
    { encoding: z.string(), ctype: z.string(), letters: z.boolean() },
  );
  if (row.encoding !== 'UTF8') return bad(name, `The database is in ${row.encoding}. Make it anew with encoding UTF8.`);
  if (row.letters) return good(name, `UTF8 with ${row.ctype}: letters of every script are known.`);
  return bad(
    name,
    `The character type ${row.ctype} knows no letters beyond English, so fuzzy search is blind to other names. Make the database anew with a UTF-8 locale such as C.UTF-8.`,
  );
}

async function durability(client: Client): Promise<Finding> {
  const { rows } = await client.query(
    `select name from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes') and setting = 'off'`,
  );
  const off = z.array(z.object({ name: z.string() })).parse(rows);
  if (off.length === 0) return good('durability', 'What is acknowledged is on disk.');
  const names = off.map((row) => row.name).join(', ');
  return bad('durability', `${names} is off: acknowledged records can be lost in a crash. Switch it on.`);
}

async function rights(client: Client): Promise<Finding[]> {
  const row = await one(
    client,
    `select current_user::text as role, current_database()::text as database, current_setting('is_superuser') = 'on' as superuser,
       has_database_privilege(current_database(), 'CREATE') as may_create, has_schema_privilege('public', 'CREATE') as may_fill,
       pg_has_role('pg_monitor', 'MEMBER') as monitors,
       coalesce((select pg_has_role(oid, 'MEMBER') from pg_roles where rolname = 'switchboard_owner'), false) as owner`,
    {
      role: z.string(),
      database: z.string(),
      superuser: z.boolean(),
      may_create: z.boolean(),
      may_fill: z.boolean(),
      monitors: z.boolean(),
      owner: z.boolean(),
    },
  );
  const { role, database } = row;
  const found: Finding[] = [];
  if (row.superuser)
    found.push(warning('rights', `${role} is a superuser, which Switchboard does not need. Give it a plain role.`));
  if (!row.may_create)
    found.push(bad('rights', `${role} may not make schemas. Run: grant create on database ${database} to ${role}`));
  if (!row.may_fill)
    found.push(bad('rights', `${role} may not make tables. Run: grant create on schema public to ${role}`));
  if (!row.monitors) {
    found.push(
      warning('rights', `${role} does not see what others do in the database. Run: grant pg_monitor to ${role}`),
    );
  }
  if (!row.owner) {
    found.push(
      warning(
        'rights',
        `The chatbot's own start-up statements will fail. Run as superuser: create role switchboard_owner nologin; grant switchboard_owner to ${role}`,
      ),
    );
  }
  return found.length > 0 ? found : [good('rights', `${role} has the rights it needs and is not a superuser.`)];
}

async function extensions(client: Client): Promise<Finding> {
  const { rows } = await client.query(
    `select name, installed_version is not null as made from pg_available_extensions where name = any($1)`,
    [EXTENSIONS],
  );
  const found = z.array(z.object({ name: z.string(), made: z.boolean() })).parse(rows);
  const missing = EXTENSIONS.filter((name) => !found.some((row) => row.name === name));
  if (missing.length > 0)
    return bad('extensions', `${missing.join(', ')}: not on this server. Install postgresql-contrib.`);
  const unmade = found.filter((row) => !row.made).map((row) => row.name);
  if (unmade.length === 0) return good('extensions', `${EXTENSIONS.join(', ')}.`);
  return bad('extensions', `${unmade.join(', ')}: not in this database. The next start makes them.`);
}

async function statements(client: Client): Promise<Finding> {
  const name = 'pg_stat_statements';
  try {
    await client.query('select 1 from pg_stat_statements limit 1');
    return good(name, 'Counts what each statement costs.');
  } catch {
    return warning(
      name,
      `Not in force: slow statements cannot be named. Add it to shared_preload_libraries, restart Postgres, and run: create extension pg_stat_statements`,
    );
  }
}

async function migrations(client: Client): Promise<Finding> {
  const name = 'migrations';
  const known = readdirSync(join(repositoryRoot, 'prisma', 'migrations')).filter((entry) => /^\d/.test(entry));
  const { exists } = await one(client, `select to_regclass('_prisma_migrations') is not null as exists`, {
    exists: z.boolean(),
  });
  if (!exists) return bad(name, 'None is applied. "npm start" applies them.');
  const { rows } = await client.query(
    'select migration_name as name, finished_at is not null as done from _prisma_migrations where rolled_back_at is null',
  );
  const applied = z.array(z.object({ name: z.string(), done: z.boolean() })).parse(rows);
  const failed = applied.filter((row) => !row.done).map((row) => row.name);
  if (failed.length > 0) return bad(name, `${failed.join(', ')} failed halfway. The log of that start says why.`);
  const open = known.filter((one) => !applied.some((row) => row.name === one));
  if (open.length > 0) return bad(name, `${open.join(', ')} not applied yet. "npm start" applies them.`);
  return good(name, `All ${known.length} are applied.`);
}

/** Nothing where migration 0050 is not applied, which the migrations say. */
async function textIndexes(client: Client): Promise<Finding[]> {
  const name = 'text index';
  const { exists } = await one(client, `select to_regclass('search.stale_months') is not null as exists`, {
    exists: z.boolean(),
  });
  if (!exists) return [];
  const { months } = await one(client, 'select count(*)::int as months from search.stale_months', { months: z.int() });
  if (months === 0) return [good(name, 'Knows the words of every script in every month.')];
  return [
    warning(
      name,
      `${countOf(months, 'month is', 'months are')} still being indexed for words of Chinese, Japanese, Thai, Lao, Burmese and Khmer; the log may not find those in older turns. Keep Switchboard running until it is done.`,
    ),
  ];
}

async function connections(client: Client): Promise<Finding> {
  const row = await one(
    client,
    `select (current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
       - coalesce(current_setting('reserved_connections', true)::int, 0)) as room`,
    { room: z.number() },
  );
  const { POOL_BASE, POOL_OVERFLOW } = env();
  const sum = POOL_BASE + POOL_OVERFLOW + OTHER_CONNECTIONS;
  const sentence = `All pools together open up to ${sum} connections; the server has room for ${row.room}.`;
  if (sum <= row.room) return good('connections', sentence);
  return bad('connections', `${sentence} Raise max_connections or lower POOL_OVERFLOW.`);
}

async function settings(client: Client): Promise<Finding[]> {
  const compared = await compareSettings(client);
  return compared.map(({ name, wanted, found, good: fits, why }) =>
    fits ? good(name, `${found}.`) : warning(name, `${found}; ${wanted} is advised: ${why}.`),
  );
}

async function one<T extends z.ZodRawShape>(client: Client, sql: string, shape: T) {
  const { rows } = await client.query(sql);
  return z.object(shape).parse(rows[0]);
}
