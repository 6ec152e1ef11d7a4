import 'server-only';
import type { TimeBounds } from '#lib/conversations/posted-turn.ts';
import type { Settings } from '#lib/settings/schema.ts';
import { away } from '#server/conversations/ingest/refusal.ts';
import { isUnavailable, UnavailableError } from '#server/core/errors.ts';
import { getSettings } from '#server/core/settings/settings.ts';

const FRESH_MS = 2_000;
/** Older ones are not stored by: after hours without a post an admin may have switched masking on since. */
const STALE_MS = 5_000;
const ANSWER_WITHIN_MS = 800;
const DAY_MS = 86_400_000;
const OLDEST_YEARS = 10;

let latest: { at: number; settings: Settings } | undefined;
let looking: Promise<Settings> | undefined;
let lookedAt = Number.NEGATIVE_INFINITY;
/** While it runs, posts wait for what was set while none came. */
let renewing: Promise<unknown> | undefined;

/**
 * The settings that turns are stored by, a few seconds old at most while the database answers. Nobody waits for newer ones as long
 * as posts come; the first ones after a silence do. Where the database does not answer those in time, the last ones known hold.
 * @throws Refusal 503 when none were seen yet and the database does not answer
 */
export async function getRules(): Promise<Settings> {
  if (latest === undefined) return within(look());
  const now = performance.now();
  // Once in so long: while the database is silent, not every post waits for it here.
  if (now - latest.at > STALE_MS && now - lookedAt > STALE_MS)
    renewing = within(look())
      .catch(() => {})
      .finally(() => {
        renewing = undefined;
      });
  else if (now - latest.at > FRESH_MS) look().catch(() => {});
  await renewing;
  return latest.settings;
}

function look(): Promise<Settings> {
  lookedAt = performance.now();
  looking ??= getSettings()
    .then((settings) => {
      latest = { at: performance.now(), settings };
      return settings;
    })
    .finally(() => {
      looking = undefined;
    });
  return looking;
}

async function within(answer: Promise<Settings>): Promise<Settings> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new UnavailableError('The settings did not come in time.')), ANSWER_WITHIN_MS).unref();
  });
  try {
    return await Promise.race([answer, late]);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    throw away('The database did not answer. Send this again.');
  }
}

/** The times a turn may bear: ten years back, or as far as turns are kept, and a day ahead for clocks that are wrong. */
export function boundsAt(now: number, settings: Settings): TimeBounds {
  const tenYears = new Date(now).setUTCFullYear(new Date(now).getUTCFullYear() - OLDEST_YEARS);
  const days = settings['conversations.retention_days'];
  const kept = days === null ? tenYears : now - days * DAY_MS;
  return { notBefore: Math.max(tenYears, kept), notAfter: now + DAY_MS };
}
