import 'server-only';
import { z } from 'zod';
import { type Deadlock, type Party, pidsIn } from '#lib/monitoring/errors/deadlock.ts';
import { withoutValues } from '#lib/monitoring/sessions/statement.ts';
import { mainPool } from '#server/core/db/pool.ts';
import type { SeenSessions } from '#server/monitoring/errors/seen-sessions.ts';

const rowsSchema = z.array(
  z.object({
    pid: z.int(),
    application: z.string(),
    user: z.string().nullable(),
    statement: z.string().nullable(),
  }),
);

/**
 * A deadlock with its parties as far as they are known: ours by themselves, the others by the sample of sessions nearest to
 * it, else by what the session of that process does now. A party that is gone and was in no sample stays unknown.
 */
export async function withParties(deadlock: Deadlock, seen: SeenSessions): Promise<Deadlock> {
  const known = new Set(deadlock.parties.map(({ pid }) => pid));
  const missing = pidsIn(deadlock).filter((pid) => !known.has(pid));
  if (missing.length === 0) return deadlock;
  const sampled = missing.flatMap((pid) => seen.partyAt(pid, deadlock.at) ?? []);
  const left = missing.filter((pid) => !sampled.some((party) => party.pid === pid && party.statement !== null));
  const live = left.length === 0 ? [] : await findSessions(left, deadlock.at);
  const found = missing.flatMap(
    (pid) => live.find((party) => party.pid === pid) ?? sampled.find((party) => party.pid === pid) ?? [],
  );
  return { ...deadlock, parties: [...deadlock.parties, ...found] };
}

/** Who has these process ids now and had them when it happened; the statement is the last it ran. */
async function findSessions(pids: readonly number[], at: string): Promise<Party[]> {
  const { rows } = await mainPool().query(
    `select pid, coalesce(application_name, '') as application, usename as "user",
            case when backend_start is not null then nullif(left(query, 800), '') end as statement
     from pg_stat_activity
     where pid = any($1) and (backend_start is null or backend_start < clock_timestamp() - make_interval(secs => $2))`,
    [pids, (Date.now() - Date.parse(at)) / 1_000],
  );
  return rowsSchema.parse(rows).map(({ statement, ...party }) => ({
    ...party,
    from: 'session',
    route: null,
    operation: null,
    statement: statement === null ? null : withoutValues(statement),
  }));
}
