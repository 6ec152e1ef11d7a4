import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connection } from '#server/core/db/connection.ts';
import { childEnvironment } from '#server/core/env.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { round } from './measure.ts';

const READY = /Ready on (http:\S+)/;

export type RunningProduct = { child: ChildProcess; url: string; seconds: number };

/** Starts the product as `npm start` does, on a port of its own, and says in how many seconds it was ready. */
export async function startProduct(environment: Record<string, string>): Promise<RunningProduct> {
  const began = performance.now();
  const child = spawn(process.execPath, ['--conditions=react-server', 'scripts/start.ts'], {
    cwd: repositoryRoot,
    env: childEnvironment({ PORT: '0', LOG_LEVEL: 'warn', NODE_ENV: 'production', ...environment }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    const url = READY.exec(text)?.[1];
    if (url !== undefined) {
      child.stdout.resume();
      return { child, url, seconds: round((performance.now() - began) / 1000) };
    }
  }
  throw new Error(`It ended before it was ready:\n${text}`);
}

/** The database of this process, as DATABASE_URL names it. */
export function databaseUrl(): string {
  const { host, port, user, password, database } = connection();
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return `postgres://${login}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;
}

/** Stops it as a service manager does. @returns seconds until it had ended */
export async function stopProduct(child: ChildProcess): Promise<number> {
  const began = performance.now();
  child.kill('SIGTERM');
  await once(child, 'exit');
  return round((performance.now() - began) / 1000);
}
