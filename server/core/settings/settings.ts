import 'server-only';
import { z } from 'zod';
import { type Settings, settingNames, settingsSchema } from '#lib/settings/schema.ts';
import { type Database, prisma } from '#server/core/db/prisma.ts';
import { log } from '#server/core/log.ts';
import { sharedAcrossBundles } from '#server/core/shared-state.ts';

const FRESH_MS = 1000;
/** As long as a statement of the web may take at most. */
const PATIENCE_MS = 20_000;
const rows = z.array(z.object({ key: z.string(), value: z.unknown() }));

type Seen = { latest?: { at: number; settings: Promise<Settings>; isThere: boolean }; lastKnown?: Settings };
/** Shared, so that what one of them has seen the others know while the database is away. */
const seen = sharedAcrossBundles<Seen>('settings', {});

/**
 * The settings in force, at most a second old; while the database is away, those last seen. A look that hangs is not
 * begun again for 20 s, so that looks do not fill the pool.
 */
export function getSettings(): Promise<Settings> {
  const now = Date.now();
  const { latest } = seen;
  if (latest !== undefined && now - latest.at <= (latest.isThere ? FRESH_MS : PATIENCE_MS)) return latest.settings;
  const fresh = { at: now, settings: lookOrRemember(), isThere: false };
  const arrived = () => {
    fresh.isThere = true;
  };
  fresh.settings.then(arrived, arrived);
  seen.latest = fresh;
  return fresh.settings;
}

/** The settings as they were last seen, however long ago; undefined before the first time. For what is drawn while the database is silent. */
export function lastSettings(): Settings | undefined {
  return seen.lastKnown;
}

/** The next `getSettings` of this process looks again: for whoever has just changed them. */
export function forgetSettings(): void {
  delete seen.latest;
}

/** The settings as the reader's transaction sees them: for whoever is about to change them. */
export async function readSettings(db: Database): Promise<Settings> {
  const stored = rows.parse(await db.$queryRaw`select key, value from settings limit 100`);
  const values = new Map(stored.map(({ key, value }) => [key, value]));
  const readable: Record<string, unknown> = {};
  for (const name of settingNames) {
    const parsed = settingsSchema.shape[name].safeParse(values.get(name));
    if (parsed.success) readable[name] = parsed.data;
    else log.warn({ event: 'settings.not_usable', setting: name });
  }
  return settingsSchema.parse(readable);
}

async function lookOrRemember(): Promise<Settings> {
  try {
    seen.lastKnown = await readSettings(prisma());
    return seen.lastKnown;
  } catch (error) {
    if (seen.lastKnown === undefined) {
      delete seen.latest;
      throw error;
    }
    log.warn({ event: 'settings.unreadable', message: error instanceof Error ? error.message : String(error) });
    return seen.lastKnown;
  }
}
