import 'server-only';
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from '#server/core/env.ts';
import { dataDirectory } from '#server/core/paths.ts';

let known: string | undefined;

/** What cookies are signed with: AUTH_SECRET, else one made once and kept in the data directory, readable by its owner alone. */
export function authSecret(): string {
  known ??= env().AUTH_SECRET ?? keptSecret(dataDirectory());
  return known;
}

/** The secret kept in `directory`, made when there is none. Of several processes that make one at once, the first wins. */
export function keptSecret(directory: string): string {
  const path = join(directory, 'auth-secret');
  const existing = read(path);
  if (existing !== undefined) return existing;
  mkdirSync(directory, { recursive: true });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
  const made = read(path);
  if (made === undefined) throw new Error(`The secret in ${path} is too short. Remove the file and start again.`);
  return made;
}

function read(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return text.length >= 32 ? text : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
