import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { childEnvironment, environmentSchema } from '#server/core/env.ts';
import { repositoryRoot } from '#server/core/paths.ts';

const END_WITHIN_MS = 20_000;
const running = new Set<ChildProcess>();
let ending = false;

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
  // The rest of the run must not begin while its pieces are being taken down.
  if (ending) await new Promise(() => {});
  return typeof code === 'number' ? code : 1;
}

/**
 * On Ctrl+C or SIGTERM, takes down what runs, then calls `clean` and ends. npm and `timeout` send a signal twice, so it
 * is heard each time and acted upon once.
 */
export function onSignal(clean: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, async () => {
      if (ending) return;
      ending = true;
      await endRunning();
      await clean();
      process.exit(1);
    });
  }
}

/** Asks what runs to end as Ctrl+C does, which lets each runner stop what it started, and waits for it. */
async function endRunning(): Promise<void> {
  const ended = [...running].map(async (child) => {
    child.kill('SIGINT');
    const late = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
    await once(child, 'exit');
    clearTimeout(late);
  });
  await Promise.all(ended);
}

/** An empty value counts as unset. */
const productDefaults = {
  ...Object.fromEntries(Object.keys(environmentSchema.shape).map((name) => [name, ''])),
  NEXT_TELEMETRY_DISABLED: '1',
};
