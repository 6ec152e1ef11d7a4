import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { childEnvironment } from '#server/core/env.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { tell } from '#server/core/tell.ts';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** A child that lived this long had started well: the next delay is the first one again. */
const SETTLED_MS = 60_000;

export type ChildPlan = {
  name: 'web' | 'worker';
  /** Whether nothing is started without it: when it ends before it was up for the first time it is not tried again. */
  isNeeded: boolean;
  environment: Record<string, string>;
  /** Options of Node: memory limits. */
  nodeOptions: readonly string[];
  /** Told each time that it has come up, with what it sent. */
  onUp?(message: unknown): void;
  /** Told each time that it ended and is started again, with the code or signal. */
  onEnd?(how: string): void;
  /** Given what it sends for another child, whose name stands in `to`. */
  onRelay?(message: Relayed): void;
};

const relayedSchema = z.looseObject({ to: z.enum(['web', 'worker']) });
/** What one child tells another; the rest of it is theirs alone. */
export type Relayed = z.infer<typeof relayedSchema>;

export type Child = {
  /** Resolves when it is up for the first time; rejects when one that is needed ends before. */
  up: Promise<void>;
  send(message: Relayed): void;
  /** Asks it to end, waits, and ends it by force when it takes longer than this. */
  stop(withinMs: number): Promise<void>;
  kill(): void;
};

/**
 * Runs one of our processes for as long as we live. One that crashes is started again, with a delay that doubles up to 30 s. It ends
 * by itself when our channel to it closes.
 */
export function keepRunning(plan: ChildPlan, say: (sentence: string) => void): Child {
  let current: ChildProcess;
  let stopping = false;
  let delay = FIRST_DELAY_MS;
  let wasUp = false;
  const up = Promise.withResolvers<void>();
  up.promise.catch(() => {});

  const start = () => {
    const since = Date.now();
    current = forkChild(plan);
    current.on('message', (message) => {
      const relayed = relayedSchema.safeParse(message);
      if (relayed.success) return plan.onRelay?.(relayed.data);
      wasUp = true;
      plan.onUp?.(message);
      up.resolve();
    });
    const ended = async (how: string) => {
      if (stopping) return;
      if (!wasUp && plan.isNeeded)
        return up.reject(new Error(`The ${plan.name} process ended before it was up (${how}).`));
      if (Date.now() - since > SETTLED_MS) delay = FIRST_DELAY_MS;
      say(`The ${plan.name} process ended (${how}). Starting it again in ${delay / 1000} s.`);
      plan.onEnd?.(how);
      await sleep(delay);
      delay = Math.min(delay * 2, LONGEST_DELAY_MS);
      if (!stopping) start();
    };
    const child = current;
    child.once('exit', (code, signal) => void ended(signal ?? `code ${code}`));
    // One that could not be made, as where the system is out of processes, has no exit.
    child.on('error', (error) => child.pid === undefined && void ended(error.message));
  };
  start();

  return {
    up: up.promise,
    send: (message) => tell(current, message),
    async stop(withinMs) {
      stopping = true;
      await stopChild(current, withinMs);
    },
    kill() {
      stopping = true;
      current.kill('SIGKILL');
    },
  };
}

function forkChild(plan: ChildPlan): ChildProcess {
  return fork(join(repositoryRoot, 'scripts', `${plan.name}.ts`), {
    cwd: repositoryRoot,
    env: childEnvironment(plan.environment),
    execArgv: ['--conditions=react-server', ...plan.nodeOptions],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

async function stopChild(child: ChildProcess, withinMs: number): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  tell(child, 'stop');
  const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
  await exited;
  clearTimeout(timer);
}
