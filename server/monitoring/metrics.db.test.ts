import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { Actor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { countOutcome } from '#server/core/failures/book.ts';
import { receiveSample } from '#server/monitoring/latest.ts';
import { answerMetrics } from '#server/monitoring/metrics.ts';
import { keyActor, userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

const LINE =
  /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? (-?\d[\d.e+-]*|\+Inf|NaN))$/;

async function scrape(actor: Actor = keyActor('metrics:read')): Promise<string> {
  const server = createServer((request, response) => {
    answerMetrics(actor, request, response).catch(() => response.writeHead(403).end('refused'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`);
  const text = await answer.text();
  server.close();
  return text;
}

test('every line is one that Prometheus reads, and the pool is told as it is', async () => {
  const client = await mainPool().connect();
  const text = await scrape();
  client.release();
  expect(
    text
      .trimEnd()
      .split('\n')
      .filter((line) => !LINE.test(line)),
  ).toEqual([]);
  expect(text).toContain('switchboard_pool_connections{pool="switchboard-web",process="web",state="out"} 1\n');
  expect(text).toContain('switchboard_postgres_up 1\n');
  expect(text).toContain('switchboard_verdict_known 0\n');
});

test('what failed since the start is counted by kind and name, beside how often it was done', async () => {
  countOutcome({ kind: 'route', name: '/metered' }, true);
  countOutcome({ kind: 'route', name: '/metered' }, false);
  countOutcome({ kind: 'query', name: '23505', place: '/metered', detail: 'a_name' }, true);
  const text = await scrape();
  expect(text).toContain('switchboard_failures_total{kind="route",name="/metered"} 1\n');
  expect(text).toContain('switchboard_attempts_total{kind="route",name="/metered"} 2\n');
  expect(text).toMatch(/switchboard_failures_total\{kind="query",name="23505"\} \d+\n/);
  expect(text).not.toContain('switchboard_attempts_total{kind="query"');
  expect(text).not.toContain('a_name');
});

test('what is to blame is a metric each', async () => {
  const cause = {
    ...{
      key: 'pool:full',
      severity: 'crit',
      holdSeconds: 0,
      sentence: 'x',
      hurts: '',
      step: '',
      evidence: [],
      href: '/',
    },
    ...{
      explains: [],
      weight: 1,
      action: null,
      since: '2026-01-05T09:00:00Z',
      toldAt: '2026-01-05T09:00:00Z',
      symptoms: [],
    },
  };
  receiveSample({
    to: 'web',
    kind: 'verdict',
    verdict: { at: '2026-01-05T09:00:00Z', causes: [cause], unseen: ['redis'] },
  });
  const text = await scrape();
  expect(text).toContain('switchboard_cause{key="pool:full",severity="crit"} 1\n');
  expect(text).toContain('switchboard_parts_unseen 1\n');
});

test('a key without the scope, and a person, are refused', async () => {
  expect(await scrape(keyActor('analytics:read'))).toBe('refused');
  expect(await scrape(userActor('admin'))).toBe('refused');
});
