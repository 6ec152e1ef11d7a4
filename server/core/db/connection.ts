import 'server-only';
import type { ClientConfig } from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';
import { z } from 'zod';
import { env, handedConnection } from '#server/core/env.ts';

const handed = z.object({
  host: z.string(),
  port: z.number(),
  user: z.string(),
  password: z.string(),
  database: z.string(),
});

/** How to reach a database, in parts: pools are built from parts, since a connection string beats what is given beside it. */
export type Connection = z.infer<typeof handed> & Pick<ClientConfig, 'ssl'>;

/** Each kind of work connects under a name of its own, so that the pool page and pg_stat_activity can tell them apart. */
export type ApplicationName =
  | 'switchboard-web'
  | 'switchboard-ingest'
  | 'switchboard-monitor'
  | 'switchboard-health'
  | 'switchboard-worker'
  | 'switchboard-cli';

/**
 * The database of this process: DATABASE_URL, else the embedded one that the supervisor handed over.
 * @throws Error when neither is there.
 */
export function connection(): Connection {
  const url = env().DATABASE_URL;
  if (url !== undefined) return connectionOf(url);
  const text = handedConnection();
  if (text === undefined)
    throw new Error('No database: DATABASE_URL is unset and no embedded Postgres was handed to this process.');
  return handed.parse(JSON.parse(text));
}

/** For what needs a session of its own (migrations, advisory locks, samplers): DIRECT_DATABASE_URL, else the same as `connection`. */
export function directConnection(): Connection {
  const url = env().DIRECT_DATABASE_URL;
  return url === undefined ? connection() : connectionOf(url);
}

/** For the monitor's samples: MONITOR_DATABASE_URL, a login of its own, else the same as `directConnection`. */
export function monitorConnection(): Connection {
  const url = env().MONITOR_DATABASE_URL;
  return url === undefined ? directConnection() : connectionOf(url);
}

/** The variable that says where the monitor connects; null where the supervisor hands the connection over. */
export function monitorVariable(): 'MONITOR_DATABASE_URL' | 'DIRECT_DATABASE_URL' | 'DATABASE_URL' | null {
  const variables = ['MONITOR_DATABASE_URL', 'DIRECT_DATABASE_URL', 'DATABASE_URL'] as const;
  return variables.find((name) => env()[name] !== undefined) ?? null;
}

/** True behind PgBouncer in transaction mode (`?pgbouncer=true`): no named statements, no settings by start-up packet. */
export function behindBouncer(): boolean {
  const url = env().DATABASE_URL;
  return url !== undefined && new URL(url).searchParams.get('pgbouncer') === 'true';
}

function connectionOf(url: string): Connection {
  const parts = parseIntoClientConfig(url);
  return {
    host: parts.host ?? 'localhost',
    port: parts.port ?? 5432,
    user: parts.user ?? 'postgres',
    password: typeof parts.password === 'string' ? parts.password : '',
    database: parts.database ?? parts.user ?? 'postgres',
    ssl: parts.ssl,
  };
}
