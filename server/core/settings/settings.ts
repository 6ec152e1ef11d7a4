import 'server-only';
import { z } from 'zod';
import { type Settings, settingNames, settingsSchema } from '#lib/settings/schema.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { log } from '#server/core/log.ts';

const FRESH_MS = 1000;
const rows = z.array(z.object({ key: z.string(), value: z.unknown() }));

let latest: { at: number; settings: Promise<Settings> } | undefined;
let lastKnown: Settings | undefined;

/** The settings in force, at most a second old; while the database is away, those last seen. */
export function getSettings(): Promise<Settings> {
  const now = Date.now();
  if (latest === undefined || now - latest.at > FRESH_MS) latest = { at: now, settings: lookOrRemember() };
  return latest.settings;
}

/** The settings as they were last seen, however long ago; undefined before the first time. For what is drawn while the database is silent. */
export function lastSettings(): Settings | undefined {
  return lastKnown;
}

/** The next `getSettings` of this process looks again: for whoever has just changed them. */
export function forgetSettings(): void {
  latest = undefined;
}

async function lookOrRemember(): Promise<Settings> {
  try {
    lastKnown = await look();
    return lastKnown;
  } catch (error) {
    if (lastKnown === undefined) {
      latest = undefined;
      throw error;
    }
    log.warn({ event: 'settings.unreadable', message: error instanceof Error ? error.message : String(error) });
    return lastKnown;
  }
}

async function look(): Promise<Settings> {
  const stored = rows.parse(await prisma().$queryRaw`select key, value from settings limit 100`);
  const values = new Map(stored.map(({ key, value }) => [key, value]));
  const readable: Record<string, unknown> = {};
  for (const name of settingNames) {
    const parsed = settingsSchema.shape[name].safeParse(values.get(name));
    if (parsed.success) readable[name] = parsed.data;
    else log.warn({ event: 'settings.not_usable', setting: name });
  }
  return settingsSchema.parse(readable);
}
