// The supervisor: Postgres, web and worker from one command, ended in the right order.
import './start/load-environment.ts';
import { z } from 'zod';
import type { MonitorMessage } from '#lib/monitoring/message.ts';
import { env } from '#server/core/env.ts';
import { lockForSupervisor } from '#server/core/instance.ts';
import { migrateInChild } from '#server/core/migrate-in-child.ts';
import { OperatorError } from '#server/core/operator-error.ts';
import { dataDirectory } from '#server/core/paths.ts';
import type { ProcessLock } from '#server/core/process-lock.ts';
import { ensureBuilt } from './start/build.ts';
import { type Child, type ChildPlan, keepRunning, type Relayed } from './start/children.ts';
import { openDatabase } from './start/database.ts';
import { onSignals } from './start/signals.ts';

const dev = process.argv.includes('--dev');
const upSchema = z.object({ url: z.string(), setupPath: z.string().nullable() });

/** For web and worker together; with the 3 s that Postgres may take it stays below ten. The web drains for 4 s at most. */
const STOP_WITHIN_MS = 6_500;
const LEAST_MS = 500;

/** Most versions change the database within a second; one that makes the indexes of a large log anew does not. */
const LONG_MIGRATION_MS = 5_000;
const LONG_MIGRATION =
  'The database is being brought to this version. With millions of turns that may take half an hour; stopped before its end, it begins again.';

const webPlan: Omit<ChildPlan, 'environment'> = {
  name: 'web',
  isNeeded: true,
  // Under load the heap of Next grows to 570 MB without a limit, for no visible gain (stack notes 8).
  nodeOptions: dev ? [] : ['--max-old-space-size=300', '--max-semi-space-size=16'],
};
const workerPlan: Omit<ChildPlan, 'environment'> = {
  name: 'worker',
  isNeeded: false,
  nodeOptions: ['--max-old-space-size=200', '--max-semi-space-size=8'],
};

/** What has been started, in order; stopped in the opposite one. */
const started: { stop(withinMs: number): Promise<void>; kill?(): void }[] = [];
const cancel = new AbortController();

const running = start();
onSignals({
  async stop() {
    cancel.abort();
    await running.catch(() => {});
    await stopAll();
  },
  kill() {
    for (const part of started) part.kill?.();
  },
});

try {
  await running;
} catch (error) {
  if (!cancel.signal.aborted) {
    await stopAll();
    process.stderr.write(`${error instanceof OperatorError ? error.message : textOf(error)}\n`);
    process.exit(1);
  }
}

async function start(): Promise<void> {
  env();
  const lock = await lockForSupervisor(dataDirectory());
  started.push({ stop: async () => lock.release() });
  await ensureBuilt(dev, say, cancel.signal);
  const database = await openDatabase(say);
  started.push(database);
  const patience = setTimeout(say, LONG_MIGRATION_MS, LONG_MIGRATION);
  await migrateInChild(database.environment, cancel.signal).finally(() => clearTimeout(patience));

  const environment = {
    ...database.environment,
    NODE_ENV: dev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  };
  const children: Partial<Record<Relayed['to'], Child>> = {};
  const onRelay = (message: Relayed) => children[message.to]?.send(message);
  const web = keepRunning({ ...webPlan, environment, onRelay, onUp: (message) => announce(lock, message) }, say);
  children.web = web;
  started.push(web);
  await Promise.race([web.up, aborted(cancel.signal)]);
  // Not before: it would take the processor from what people wait for. It is stopped after the web.
  const onEnd = (how: string) => web.send({ to: 'web', kind: 'worker-ended', how } satisfies MonitorMessage);
  const worker = keepRunning({ ...workerPlan, environment, onRelay, onEnd }, say);
  children.worker = worker;
  started.splice(-1, 0, worker);
}

/** Each web process makes a setup link of its own, which ends the one before, as long as nobody is an admin. */
function announce(lock: ProcessLock, message: unknown): void {
  const { url, setupPath } = upSchema.parse(message);
  lock.announce({ url });
  if (setupPath !== null) {
    say(`Nobody can log in yet. Make the first admin here, within 30 minutes:\n  ${new URL(setupPath, url)}`);
  }
  say(`Ready on ${url}`);
}

async function stopAll(): Promise<void> {
  const deadline = Date.now() + STOP_WITHIN_MS;
  for (const part of started.toReversed()) await part.stop(Math.max(LEAST_MS, deadline - Date.now()));
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
