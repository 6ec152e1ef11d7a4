import 'server-only';
import type pg from 'pg';
import { z } from 'zod';

/** Which database of which server a connection leads to. A server is told from another by when it was started (ISO 8601, UTC). */
export type Whereabouts = { database: string; startedAt: string };

/** The columns of one row that say so, as SQL. */
export const WHEREABOUTS = `current_database() as database,
  to_char(pg_postmaster_start_time() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "startedAt"`;

const rowsSchema = z.tuple([z.object({ database: z.string(), startedAt: z.string() })]);

export async function readWhereabouts(client: Pick<pg.ClientBase, 'query'>): Promise<Whereabouts> {
  const { rows } = await client.query(`select ${WHEREABOUTS}`);
  const [row] = rowsSchema.parse(rows);
  return row;
}

/** How MONITOR_DATABASE_URL leads astray, as a sentence; null where it leads to what the console uses. */
export function astray(monitor: Whereabouts, own: Whereabouts): string | null {
  const leads = `MONITOR_DATABASE_URL leads to database ${monitor.database} of`;
  if (monitor.startedAt !== own.startedAt) return `${leads} another server; it must be the one the console uses.`;
  return monitor.database === own.database
    ? null
    : `${leads} this server; it must be ${own.database}, which the console uses.`;
}
