import 'server-only';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { env } from '#server/core/env.ts';

/** The folder that holds package.json, wherever a command is called from. In Next's bundle, the working directory, which the supervisor sets. */
export const repositoryRoot = import.meta.url.includes('/.next/')
  ? process.cwd()
  : resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where this install keeps its data: SWITCHBOARD_DATA_DIR, relative to the repository root, not to the caller's folder. */
export function dataDirectory(): string {
  const configured = env().SWITCHBOARD_DATA_DIR;
  return isAbsolute(configured) ? configured : join(repositoryRoot, configured);
}

/** Whether the install names its data directory itself; then it is used or refused, never replaced by another place. */
export function dataDirectoryIsChosen(): boolean {
  return env().SWITCHBOARD_DATA_DIR !== '.data';
}
