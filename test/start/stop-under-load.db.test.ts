import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it } from 'vitest';
import { generateKey, hashSecret } from '#server/core/auth/key-format.ts';
import { embeddedConnection, startEmbedded } from '#server/core/postgres/embedded.ts';
import { startProduct } from '#test/start/product.ts';

type Answer = { id: string; status?: number; retry?: string; fault?: string };

it('loses no turn it acknowledged when it is told to stop, and cuts nobody’s line that it let in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-stop-'));
  chmodSync(folder, 0o711);
  const directory = join(folder, 'data');
  const product = startProduct({ SWITCHBOARD_DATA_DIR: directory });
  const url = await product.ready();
  const key = generateKey();
  await ask(
    directory,
    `insert into api_keys (name, prefix, hash, scopes, created_by) values ('Load', 'sb_', $1, '{conversations:write}', 'test')`,
    [hashSecret(key)],
  );

  const answers: Promise<Answer>[] = [];
  const timer = setInterval(() => answers.push(post(url, key)), 3);
  await expect.poll(async () => (await Promise.all(answers.slice(0, 100))).length, { timeout: 30_000 }).toBe(100);
  const exited = once(product.process, 'exit');
  product.process.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  clearInterval(timer);

  const all = await Promise.all(answers);
  const acknowledged = all.filter(({ status }) => status === 201).map(({ id }) => id);
  const refused = all.filter(({ status }) => status === 503);
  expect(acknowledged.length).toBeGreaterThanOrEqual(100);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every(({ retry }) => Number(retry) >= 1)).toBe(true);
  // A door that is shut is no answer that was lost. One sender may knock between the last look at the door and its closing: no
  // call to the system does both, and Linux resets that line. Lines that were let in and then cut come by the dozen.
  const others = all.filter(({ status, fault }) => status !== 201 && status !== 503 && fault !== 'ECONNREFUSED');
  expect(others.slice(1)).toEqual([]);
  expect(others.filter(({ fault }) => fault !== 'ECONNRESET')).toEqual([]);

  const server = await startEmbedded(directory, { chosen: true });
  const rows = await ask(directory, 'select event_id::text as id from conversations', []);
  await server.stop();
  const stored = new Set(rows.map(({ id }) => id));
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  expect(stored.size).toBe(rows.length);
  rmSync(folder, { recursive: true, force: true });
}, 300_000);

function post(url: string, key: string): Promise<Answer> {
  const id = randomUUID();
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${key}` };
    const sent = request(new URL('/api/conversations', url), { method: 'POST', agent: false, headers }, (response) => {
      response
        .resume()
        .on('end', () => resolve({ id, status: response.statusCode, retry: response.headers['retry-after'] }));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => resolve({ id, fault: error.code ?? error.message }));
    sent.end(JSON.stringify({ event_id: id, session_id: 'stop', user_message: 'q', assistant_response: 'a' }));
  });
}

async function ask(directory: string, sql: string, values: unknown[]): Promise<{ id?: string }[]> {
  const client = new pg.Client(embeddedConnection(directory, true));
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}
