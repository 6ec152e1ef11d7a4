import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The first start of a checkout builds the console. */
const READY_WITHIN_MS = 240_000;

export type Product = {
  process: ChildProcess;
  /** Everything it has said so far. */
  said(): string;
  /** The address that its last line names. */
  ready(): Promise<string>;
  /** Sends SIGTERM and waits. */
  stop(): Promise<{ code: number | null; ms: number }>;
};

/**
 * Starts the whole product as `npm start` does, with nothing in its environment but what is given.
 * @param user runs it as another user; root only
 */
export function startProduct(environment: Record<string, string>, user: { uid?: number; gid?: number } = {}): Product {
  const variables = Object.entries({ PORT: '0', ...environment }).map(([name, value]) => `${name}=${value}`);
  const start = ['--import', './scripts/check-node.js', '--conditions=react-server', 'scripts/start.ts'];
  const child = spawn('/usr/bin/env', ['-i', ...variables, process.execPath, ...start], { cwd: root, ...user });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const exited = once(child, 'exit');
  return {
    process: child,
    said: () => said,
    async ready() {
      const deadline = Date.now() + READY_WITHIN_MS;
      for (;;) {
        const url = /^Ready on (\S+)$/m.exec(said)?.[1];
        if (url !== undefined) return url;
        if (child.exitCode !== null || Date.now() > deadline) throw new Error(`It did not start: ${said}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async stop() {
      const began = Date.now();
      child.kill('SIGTERM');
      const [code] = await exited;
      return { code, ms: Date.now() - began };
    },
  };
}
