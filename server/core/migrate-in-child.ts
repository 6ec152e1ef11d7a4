import 'server-only';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { childEnvironment } from '#server/core/env.ts';
import { OperatorError } from '#server/core/operator-error.ts';
import { repositoryRoot } from '#server/core/paths.ts';

/** Applies the migrations in a short process of its own: the engine keeps a timer that would hold ours open. */
export async function migrateInChild(environment: Record<string, string>, signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, ['--conditions=react-server', join(repositoryRoot, 'scripts', 'migrate.ts')], {
    cwd: repositoryRoot,
    env: childEnvironment(environment),
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new OperatorError(`The database could not be brought to this version. ${complaint.trim()}`);
}
