import 'server-only';
import pg from 'pg';
import type { Connection } from '#server/core/db/connection.ts';

/** The product's login on the embedded server. Not a superuser. */
export const APPLICATION_ROLE = 'switchboard';
const OWNER_ROLE = 'switchboard_owner';

/**
 * Brings roles, the database and what only a superuser may make to where they belong. Each start repeats it, so that an
 * interrupted first one is completed by the next.
 */
export async function bootstrap(superuser: Connection, application: Connection): Promise<void> {
  const client = new pg.Client({ ...superuser, application_name: 'switchboard-bootstrap' });
  await client.connect();
  try {
    const password = client.escapeLiteral(application.password);
    await client.query(`
      do $$ begin
        if not exists (select from pg_roles where rolname = '${OWNER_ROLE}') then create role ${OWNER_ROLE} nologin; end if;
        if not exists (select from pg_roles where rolname = '${APPLICATION_ROLE}') then create role ${APPLICATION_ROLE}; end if;
      end $$`);
    await client.query(`alter role ${APPLICATION_ROLE} login createdb nosuperuser password ${password}`);
    await client.query(`grant pg_monitor, pg_signal_backend, ${OWNER_ROLE} to ${APPLICATION_ROLE}`);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [application.database]);
    if (rowCount === 0) {
      await client.query(`create database ${client.escapeIdentifier(application.database)} owner ${APPLICATION_ROLE}`);
    }
  } finally {
    await client.end();
  }
  await prepareDatabase({ ...superuser, database: application.database });
}

/** What only a superuser may do inside one database: the statistics of statements and of pending lists, and the shared owner's right to make tables. */
export async function prepareDatabase(superuser: Connection): Promise<void> {
  const client = new pg.Client({ ...superuser, application_name: 'switchboard-bootstrap' });
  await client.connect();
  try {
    await client.query('create extension if not exists pg_stat_statements');
    await client.query('create extension if not exists pgstattuple');
    await client.query(`grant usage, create on schema public to ${OWNER_ROLE}`);
  } finally {
    await client.end();
  }
}
