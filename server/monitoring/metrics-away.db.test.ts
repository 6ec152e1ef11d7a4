import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor } from '#server/core/auth/actor.ts';
import { createApiKey, revokeApiKey } from '#server/core/auth/api-key.ts';
import { closeIngestPool } from '#server/core/db/ingest-pool.ts';
import { closeMonitorPool } from '#server/core/db/monitor-pool.ts';
import { createListener } from '#server/core/listener/listener.ts';
import { PageGate } from '#server/core/listener/page-gate.ts';
import { answerMetrics } from '#server/monitoring/metrics.ts';
import { withOwnServer } from '#test/own-server.ts';

/** No zone touches it, and it takes a server of its own. */
describe('while Postgres hangs', () => {
  const postgres = withOwnServer();
  const listener = createListener({
    trustedProxies: 0,
    baseUrl: undefined,
    corsOrigins: [],
    next: () => Promise.reject(new Error('This is not for Next.')),
    areas: { createTurns: () => {}, deleteTurn: () => {}, metrics: answerMetrics },
    pages: new PageGate(),
  });
  const server = createServer((request, response) => void listener(request, response));

  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await Promise.all([closeIngestPool(), closeMonitorPool()]);
  });

  async function ask(key: string, method = 'GET', path = '/metrics'): Promise<{ status: number; text: string }> {
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
    const answer = await fetch(address, { method, headers: { authorization: `Bearer ${key}` } });
    return { status: answer.status, text: await answer.text() };
  }

  test('a key that was good a moment ago may scrape, and do nothing else; one that was revoked may not', async () => {
    const scopes = ['metrics:read', 'conversations:write'] as const;
    const made = await createApiKey(systemActor('test'), { name: 'Prometheus', scopes, expiresAt: null });
    if (!made.ok) throw new Error(made.message);
    const { id, key } = made.value;
    const up = (is: 0 | 1) => ({ status: 200, text: expect.stringContaining(`switchboard_postgres_up ${is}\n`) });
    expect(await ask(key)).toEqual(up(1));
    postgres.hang();
    await pause(2_000);
    expect(await ask(key)).toEqual(up(0));
    expect(await ask(key, 'DELETE', '/api/conversations/one')).toMatchObject({ status: 503 });
    postgres.resume();
    await revokeApiKey(systemActor('test'), id);
    await expect.poll(async () => (await ask(key)).status).toBe(401);
    postgres.hang();
    await pause(1_000);
    expect(await ask(key)).toMatchObject({ status: 503 });
  });
});
