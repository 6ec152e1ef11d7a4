import 'server-only';
import type pg from 'pg';
import { noLocks } from '#lib/monitoring/locks/locks.ts';
import type { Sessions } from '#lib/monitoring/sessions/sample.ts';
import { findHeldWork } from '#server/monitoring/pool/part.ts';
import type { Probe, Reading, ServerFacts } from '#server/monitoring/probe.ts';
import { type ActivityRow, findActivity, isClient } from './activity.ts';
import { countApplications } from './applications.ts';
import { chooseSessions } from './chosen.ts';
import { getFacts } from './facts.ts';
import { readLocks } from './locks.ts';

/** Who is on the server, what each does, who waits for whom, and what the database has counted. */
export const sessionsProbe: Probe<Sessions> = { name: 'sessions', everySeconds: 2, read };

async function read(client: pg.ClientBase, server: ServerFacts): Promise<Reading<Sessions>> {
  const rows = await findActivity(client);
  const hidden = rows.filter((row) => row.hidden);
  // Whether one that is hidden waits, only pg_locks tells.
  const waiting = hidden.length > 0 || rows.some(({ waitType }) => waitType === 'Lock');
  const locks = waiting ? await readLocks(client) : noLocks;
  const { login, seesAll, ...facts } = await getFacts(client);
  const readAt = new Date().toISOString();
  const { applications, more: moreApplications } = countApplications(rows);
  const { sessions, more: moreSessions } = chooseSessions(rows, locks, findHeldWork());
  const clients = rows.filter(isClient);
  return {
    ok: true,
    value: {
      ...facts,
      readAt,
      startedAt: server.startedAt,
      clients: clients.length,
      clientsHere: clients.filter(({ here }) => here).length,
      applications,
      moreApplications,
      sessions,
      moreSessions,
      locks,
      autovacuums: rows.flatMap(autovacuumOf).slice(0, 20),
      replicating: rows.filter(({ type }) => type === 'walsender').length,
      hidden: seesAll ? null : { sessions: hidden.filter(isClient).length, mend: `GRANT pg_monitor TO ${login};` },
    },
  };
}

function autovacuumOf({ type, pid, statement, statementSince }: ActivityRow): Sessions['autovacuums'] {
  if (type !== 'autovacuum worker') return [];
  const work = statement ?? 'autovacuum';
  return [{ pid, work, since: statementSince, wraparound: work.includes('to prevent wraparound') }];
}
