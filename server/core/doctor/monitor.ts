import 'server-only';
import pg from 'pg';
import { z } from 'zod';
import { monitorConnection } from '#server/core/db/connection.ts';
import { unreached } from '#server/core/db/monitor-address.ts';
import { astray, readWhereabouts } from '#server/core/db/whereabouts.ts';
import { bad, type Finding, good, warning } from '#server/core/doctor/finding.ts';
import { env } from '#server/core/env.ts';

const NAME = 'monitor';
const BLIND_SO = "Monitoring sees nothing of Postgres. Put the host and port of the console's own database into it.";
const CONNECT_WITHIN_MS = 3_000;
const ANSWER_WITHIN_MS = 3_000;
const rowsSchema = z.tuple([z.object({ role: z.string(), monitors: z.boolean() })]);

/**
 * Whether the login of MONITOR_DATABASE_URL is let in, leads to the console's database and may see it; nothing where there is none.
 * @param client a connection as the product's own role
 */
export async function examineMonitor(client: Pick<pg.ClientBase, 'query'>): Promise<Finding[]> {
  if (env().MONITOR_DATABASE_URL === undefined) return [];
  const own = await readWhereabouts(client);
  const monitor = new pg.Client({
    ...monitorConnection(),
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
  });
  // A line that is lost later fails the query under way, which says so.
  monitor.on('error', () => {});
  try {
    await monitor.connect();
    const sentence = astray(await readWhereabouts(monitor), own);
    return [sentence === null ? await sightOf(monitor) : bad(NAME, sentence)];
  } catch (error) {
    const nowhere = unreached(error);
    if (nowhere !== null) return [bad(NAME, `${nowhere} ${BLIND_SO}`)];
    const message = error instanceof Error ? error.message : String(error);
    return [bad(NAME, `MONITOR_DATABASE_URL cannot be used: ${message}.`)];
  } finally {
    monitor.end().catch(() => {});
  }
}

async function sightOf(monitor: pg.Client): Promise<Finding> {
  const { rows } = await monitor.query(
    `select current_user::text as role, pg_has_role('pg_monitor', 'MEMBER') as monitors`,
  );
  const [{ role, monitors }] = rowsSchema.parse(rows);
  return monitors
    ? good(NAME, `MONITOR_DATABASE_URL leads to the database that the console uses, as ${role}.`)
    : warning(NAME, `${role} does not see what others do in the database. Run: grant pg_monitor to ${role}`);
}
