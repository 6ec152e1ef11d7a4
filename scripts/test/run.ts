import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { childEnvironment, environmentSchema } from '#server/core/env.ts';
import { repositoryRoot } from '#server/core/paths.ts';

const running = new Set<ChildProcess>();

/**
 * Runs Node with our standard output and answers its exit code, 1 when a signal ended it. None of the product's
 * settings on this machine reach it: tests run beside an instance that somebody uses.
 */
export async function runNode(parameters: string[], environment: Record<string, string> = {}): Promise<number> {
  const child = spawn(process.execPath, parameters, {
    cwd: repositoryRoot,
    env: childEnvironment({ ...productDefaults, ...environment }),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  running.add(child);
  const [code] = await once(child, 'exit');
  running.delete(child);
  return typeof code === 'number' ? code : 1;
}

/** Passes a signal on to what runs. */
export function endRunning(signal: NodeJS.Signals): void {
  for (const child of running) child.kill(signal);
}

/** An empty value counts as unset. */
const productDefaults = {
  ...Object.fromEntries(Object.keys(environmentSchema.shape).map((name) => [name, ''])),
  NEXT_TELEMETRY_DISABLED: '1',
};
