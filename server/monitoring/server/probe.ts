import 'server-only';
import { statfsSync } from 'node:fs';
import type pg from 'pg';
import { z } from 'zod';
import type { ServerSample, ServerSetting } from '#lib/monitoring/server/sample.ts';
import { connection } from '#server/core/db/connection.ts';
import { env } from '#server/core/env.ts';
import { dataDirectory } from '#server/core/paths.ts';
import { memoryBytes } from '#server/core/postgres/machine.ts';
import { compareSettings, serverSettings } from '#server/core/postgres/server-settings.ts';
import type { Probe, Reading, ServerFacts } from '#server/monitoring/probe.ts';
import { readRights } from '#server/monitoring/server/rights.ts';
import { SymptomWatch } from '#server/monitoring/server/symptoms.ts';

const EVERY_SECONDS = 30;
type Machine = { memory: number; freeDisk: number };

/** The part `server`: its settings against what is advised, what was measured for or against them, and what monitoring may see. */
export class ServerProbe implements Probe<ServerSample> {
  readonly name = 'server';
  readonly everySeconds = EVERY_SECONDS;
  readonly #watch = new SymptomWatch();
  readonly #machine: () => Machine | undefined;

  /** @param machine what the server's machine has; undefined where that is not known */
  constructor(machine: () => Machine | undefined = ownMachine) {
    this.#machine = machine;
  }

  async read(client: pg.ClientBase, server: ServerFacts): Promise<Reading<ServerSample>> {
    const machine = this.#machine();
    const { symptoms, recent } = await this.#watch.read(client, server, Date.now());
    const rights = await readRights(client, connection().user);
    await takeOverrides(client);
    const compared = await compareSettings(client, machine);
    const names = new Set(serverSettings.map(({ name }) => name));
    const { version, database } = server;
    const settings = compared
      .filter(({ name }) => names.has(name))
      .map(({ good, context, ...setting }) => ({ ...setting, fits: good, takesHold: holdOf(context) }));
    return {
      ok: true,
      value: { version, database, memory: machine?.memory ?? null, settings, symptoms, recent, rights },
    };
  }
}

function ownMachine(): Machine | undefined {
  if (env().DATABASE_URL !== undefined) return undefined;
  const { bavail, bsize } = statfsSync(dataDirectory());
  return { memory: memoryBytes(), freeDisk: bavail * bsize };
}

/**
 * Brings this transaction to what a connection opened now would have: the monitor's own is old, and ALTER DATABASE holds for new ones. The
 * settings of a role come after those of the database.
 */
async function takeOverrides(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query(
    `select split_part(entry, '=', 1) as name, substr(entry, strpos(entry, '=') + 1) as value
     from pg_db_role_setting s, unnest(s.setconfig) as entry
     where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
       and s.setrole in (0, (select oid from pg_roles where rolname = current_user)) and split_part(entry, '=', 1) = any($1)
     order by s.setrole <> 0, s.setdatabase <> 0`,
    [serverSettings.map(({ name }) => name)],
  );
  const overrides = z.array(z.object({ name: z.string(), value: z.string() })).parse(rows);
  for (const { name, value } of overrides) await client.query('select set_config($1, $2, true)', [name, value]);
}

function holdOf(context: string): ServerSetting['takesHold'] {
  if (context === 'postmaster') return 'restart';
  return context === 'sighup' ? 'reload' : 'session';
}
