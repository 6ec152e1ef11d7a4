import 'server-only';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { OperatorError } from '#server/core/operator-error.ts';
import type { Place } from '#server/core/postgres/place.ts';

const schema = z.object({
  /** Ties a cluster that lives elsewhere to this data directory. */
  instance: z.string(),
  superuser: z.string(),
  application: z.string(),
});

/** The passwords of the embedded server, 256 random bits each. */
export type Credentials = z.infer<typeof schema>;

/** Reads the credentials; null before the first start. */
export function getCredentials(dataDirectory: string): Credentials | null {
  const file = credentialsFile(dataDirectory);
  if (!existsSync(file)) return null;
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new OperatorError(`${file} cannot be read. Put back a copy of it: without it the database stays locked.`, {
      cause: error,
    });
  }
}

/** Reads the credentials or makes them, whole on disk before any cluster knows them. */
export function ensureCredentials(place: Place): Credentials {
  const existing = getCredentials(place.dataDirectory);
  if (existing !== null) return existing;
  if (!place.elsewhere && existsSync(join(place.cluster, 'PG_VERSION'))) {
    throw new OperatorError(
      `${credentialsFile(place.dataDirectory)} is gone, and with it the password of the database beside it. Put it back, or move ${place.cluster} away to begin anew.`,
    );
  }
  const made = { instance: secret(), superuser: secret(), application: secret() };
  writeDurably(credentialsFile(place.dataDirectory), `${JSON.stringify(made, null, 2)}\n`);
  return made;
}

function credentialsFile(dataDirectory: string): string {
  return join(dataDirectory, 'credentials.json');
}

function secret(): string {
  return randomBytes(32).toString('hex');
}

function writeDurably(file: string, text: string): void {
  const partial = `${file}.partial`;
  const handle = openSync(partial, 'w', 0o600);
  writeSync(handle, text);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(partial, file);
}
