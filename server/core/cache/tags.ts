import 'server-only';
import { z } from 'zod';
import { mainPool } from '#server/core/db/pool.ts';
import { log } from '#server/core/log.ts';

const FRESH_MS = 1000;
const PATIENCE_MS = 250;
const rows = z.array(z.object({ tag: z.string(), version: z.string() }));
const asOne = 'select tag, version::text as version from cache_tags';

type Known = { versions: Map<string, string>; at: number };

let known: Known | undefined;
let asking: Promise<void> | undefined;
/** Tags whose new version could not be written; written with the next look. */
const unwritten = new Set<string>();

/**
 * The versions of `tags` as one text, at most a second old; while the database is away, those last seen. Undefined when
 * none was ever seen. They live in Postgres, the one thing all processes share, so that no Redis is needed to forget,
 * and a Redis that comes back with old values is harmless.
 */
export async function tagVersions(tags: readonly string[]): Promise<string | undefined> {
  if (known === undefined || Date.now() - known.at > FRESH_MS) {
    asking ??= look().finally(() => {
      asking = undefined;
    });
    await Promise.race([asking, patience()]);
  }
  const seen = known;
  if (seen === undefined) return undefined;
  // The tag '' is the install, so that two installs may share one Redis.
  return ['', ...tags].map((tag) => `${tag}=${seen.versions.get(tag) ?? ''}`).join(' ');
}

/** Gives each tag a new version, here at once and in Postgres. A database that is away gets it with the next look. */
export async function forgetTags(tags: readonly string[]): Promise<void> {
  for (const tag of tags) {
    unwritten.add(tag);
    known?.versions.set(tag, crypto.randomUUID());
  }
  await look();
}

async function look(): Promise<void> {
  const at = Date.now();
  const writing = [...unwritten];
  try {
    if (writing.length > 0) await writeVersions(writing);
    for (const tag of writing) unwritten.delete(tag);
    const { rows: found } = await mainPool().query(asOne);
    const versions = new Map(rows.parse(found).map(({ tag, version }) => [tag, version]));
    if (known === undefined || known.at <= at) known = { versions, at };
  } catch (error) {
    log.warn({ event: 'cache.tags_unreadable', message: error instanceof Error ? error.message : String(error) });
  }
}

async function writeVersions(tags: string[]): Promise<void> {
  await mainPool().query(
    `insert into cache_tags (tag, version) select tag, gen_random_uuid() from unnest($1::text[]) as given (tag) order by tag
     on conflict (tag) do update set version = excluded.version`,
    [tags],
  );
}

function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref());
}
