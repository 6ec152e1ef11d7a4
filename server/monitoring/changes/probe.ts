import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { ChangesSample } from '#lib/monitoring/changes/sample.ts';
import { ALL_SETTINGS, SERVER_START, type SeenThing, type Thing } from '#lib/monitoring/changes/thing.ts';
import type { Catalogue } from '#server/monitoring/changes/catalogue.ts';
import { readRelease } from '#server/monitoring/changes/release.ts';
import { Things } from '#server/monitoring/changes/things.ts';
import type { Probe } from '#server/monitoring/probe.ts';

const SECONDS = 30;
const rightSchema = z.object({ login: z.string(), sees: z.boolean() });

/**
 * Watches schema, settings and versions, and keeps what differs from one look to the next.
 * @param redisVersion of the server that REDIS_URL names; null while it is not known
 */
export function changesProbe(catalogue: Catalogue, redisVersion: () => string | null): Probe<ChangesSample> {
  const release = readRelease();
  const reader = new Things();
  return {
    name: 'changes',
    everySeconds: SECONDS,
    async read(client, server) {
      const redis = redisVersion();
      const settingsMend = await findSettingsMend(client);
      const things: SeenThing[] = [
        ...(await reader.read(client)),
        versionOf('server', 'Postgres', versionWords(server.version)),
        { ...SERVER_START, relation: null, value: server.startedAt },
        ...(settingsMend === null ? [ALL_SETTINGS] : []),
        versionOf('release', 'Switchboard', release),
        ...(redis === null ? [] : [versionOf('redis', 'Redis', redis)]),
      ];
      catalogue.take({ at: new Date().toISOString(), things });
      return { ok: true, value: { things: things.length, lately: catalogue.lately.length, settingsMend } };
    },
    forget: () => catalogue.forget(),
  };
}

/** Without that right Postgres leaves settings out, without a word. */
async function findSettingsMend(client: pg.ClientBase): Promise<string | null> {
  const { rows } = await client.query(
    "select quote_ident(current_user) as login, pg_has_role(current_user, 'pg_read_all_settings', 'usage') as sees",
  );
  const { login, sees } = rightSchema.parse(rows[0]);
  return sees ? null : `GRANT pg_read_all_settings TO ${login};`;
}

function versionOf(kind: 'server' | 'release' | 'redis', name: string, value: string): Thing {
  return { kind, name, relation: null, value };
}

/** 180004 is 18.4. */
function versionWords(version: number): string {
  return `${Math.floor(version / 10_000)}.${version % 10_000}`;
}
