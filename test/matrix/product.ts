import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '#server/core/db/connection.ts';
import { childEnvironment } from '#server/core/env.ts';
import { repositoryRoot } from '#server/core/paths.ts';

export type Answer = { status: number; headers: Headers; body: string };
export type Call = {
  method?: string;
  cookie?: string;
  key?: string;
  headers?: Record<string, string>;
  body?: string;
  /** The Origin to send; ours unless said otherwise, null for none. */
  origin?: string | null;
};

/** The built product, running as people run it, on a database of the test's own. */
export class Product {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, child: ChildProcess, folder: string) {
    this.url = url;
    this.#child = child;
    this.#folder = folder;
  }

  /** Starts it, after building it when there is no build of these sources. */
  static async start(database: Connection): Promise<Product> {
    const folder = mkdtempSync(join(tmpdir(), 'switchboard-matrix-'));
    const child = spawn(process.execPath, ['--conditions=react-server', 'scripts/start.ts'], {
      cwd: repositoryRoot,
      env: childEnvironment({
        NODE_ENV: 'production',
        PORT: '0',
        DATABASE_URL: urlOf(database),
        SWITCHBOARD_CONNECTION: '',
        SWITCHBOARD_DATA_DIR: folder,
        LOG_LEVEL: 'error',
      }),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const ready = /Ready on (\S+)\s/.exec(output)?.[1];
        if (ready !== undefined) resolve(ready);
      });
      child.once('exit', (code) => reject(new Error(`The product ended with ${code} before it was ready:\n${output}`)));
    });
    return new Product(url, child, folder);
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** One request, its redirects not followed. */
  async call(
    path: string,
    { method = 'GET', cookie, key, headers = {}, body, origin = this.url }: Call = {},
  ): Promise<Answer> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      body,
      redirect: 'manual',
      headers: {
        ...(cookie === undefined ? {} : { cookie }),
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(origin === null ? {} : { origin }),
        ...headers,
      },
    });
    return { status: answer.status, headers: answer.headers, body: await answer.text() };
  }

  /** Posts to a server action as the browser does. */
  act(action: { id: string; path: string }, parameters: unknown[], call: Call = {}): Promise<Answer> {
    return this.call(action.path, {
      ...call,
      method: 'POST',
      body: JSON.stringify(parameters),
      headers: {
        'next-action': action.id,
        accept: 'text/x-component',
        'content-type': 'text/plain;charset=UTF-8',
        ...call.headers,
      },
    });
  }
}

/** The cookies that an answer set, as a browser sends them back. */
export function cookiesFrom(answer: Answer): string {
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
}

function urlOf({ host, port, user, password, database }: Connection): string {
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return `postgres://${login}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;
}
