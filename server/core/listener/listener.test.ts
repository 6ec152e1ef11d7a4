import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { operations } from '#lib/api/operations.ts';
import { errorAnswerSchema } from '#lib/api/turns.ts';
import { createListener, type ListenerOptions } from '#server/core/listener/listener.ts';
import { PageGate } from '#server/core/listener/page-gate.ts';
import { log } from '#server/core/log.ts';

type Answer = { status: number; headers: IncomingHttpHeaders; body: string };
type Call = { method?: string; path?: string; headers?: Record<string, string> };

/** What reaches Next, as Next would see it. */
let reached: IncomingHttpHeaders | undefined;
const options: ListenerOptions = {
  trustedProxies: 0,
  baseUrl: undefined,
  corsOrigins: ['https://portal.example'],
  next: async (incoming, response) => {
    reached = incoming.headers;
    response.end('next');
  },
  areas: { createTurns: () => {}, deleteTurn: () => {}, metrics: () => {} },
  pages: new PageGate(),
};
const server = createServer((incoming, response) => void createListener(options)(incoming, response));

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => server.close());

function call({ method = 'GET', path = '/login', headers = {} }: Call): Promise<Answer> {
  reached = undefined;
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, async (response) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
    });
    sent.on('error', reject);
    sent.end();
  });
}

function host(): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('takes away what would speak for us, and puts the client and an id in place', async () => {
  const answer = await call({
    headers: {
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-host': 'evil.example',
      'x-switchboard-client': '6.6.6.6',
      'x-middleware-subrequest': 'middleware:middleware',
      'x-request-id': 'chosen-by-client',
      forwarded: 'for=6.6.6.6',
      accept: 'text/html',
    },
  });
  expect(reached).toMatchObject({ 'x-switchboard-client': '127.0.0.1', accept: 'text/html' });
  for (const name of ['x-forwarded-for', 'x-forwarded-host', 'x-middleware-subrequest', 'forwarded']) {
    expect(reached).not.toHaveProperty(name);
  }
  expect(answer.headers['x-request-id']).toBe(reached?.['x-request-id']);
  expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

it('knows what Next sends to ourselves by the headers Next was given, and by nothing else', async () => {
  const first = { cookie: 'a=b', host: 'board.example', origin: 'http://board.example' };
  expect((await call({ method: 'POST', headers: first })).status).toBe(200);
  const given = Object.fromEntries(Object.entries(reached ?? {}).filter(([name]) => name.startsWith('x-switchboard-')));
  const toOurselves = { cookie: 'a=b', origin: 'http://board.example', ...given, 'x-switchboard-client': '10.1.2.3' };
  expect((await call({ method: 'POST', headers: toOurselves })).status).toBe(200);
  expect(reached).toMatchObject({ host: 'board.example', 'x-switchboard-client': '10.1.2.3' });
  const forged = { ...toOurselves, 'x-switchboard-proof': 'A'.repeat(given['x-switchboard-proof']?.length ?? 0) };
  expect((await call({ method: 'POST', headers: forged })).status).toBe(403);
});

it('sends its headers with every answer', async () => {
  const { headers } = await call({});
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
  });
  expect(headers).not.toHaveProperty('strict-transport-security');
});

it.each([
  ['with our origin', () => ({ cookie: 'a=b', origin: `http://${host()}` }), 200],
  ['with a foreign one', () => ({ cookie: 'a=b', origin: 'https://evil.example' }), 403],
  ['with null', () => ({ cookie: 'a=b', origin: 'null' }), 403],
  ['without one', () => ({ cookie: 'a=b' }), 403],
  ['without one, with a key beside the cookie', () => ({ cookie: 'a=b', authorization: 'Bearer x' }), 403],
  ['with a foreign one and no cookie', () => ({ origin: 'https://evil.example' }), 403],
  ['without one, with a key', () => ({ authorization: 'Bearer x' }), 200],
])('answers a POST %s', async (_what, headers, status) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    expect((await call({ method, headers: headers() })).status).toBe(status);
    expect(reached !== undefined).toBe(status === 200);
  }
});

it('wants the origin of BASE_URL where it is set', async () => {
  const listener = createListener({ ...options, baseUrl: 'https://board.example' });
  const other = createServer((incoming, response) => void listener(incoming, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/login`;
  const post = (origin: string) => fetch(url, { method: 'POST', headers: { cookie: 'a=b', origin } });
  const fine = await post('https://board.example');
  expect(fine.status).toBe(200);
  expect(fine.headers.get('strict-transport-security')).toContain('max-age=31536000');
  expect(reached).toMatchObject({ 'x-forwarded-host': 'board.example', 'x-forwarded-proto': 'https' });
  expect((await post(new URL(url).origin)).status).toBe(403);
  other.close();
});

it('lets listed origins call the API, and no others', async () => {
  const preflight = (origin: string, path = '/api/phonebook/search') =>
    call({ method: 'OPTIONS', path, headers: { origin } });
  const fine = await preflight('https://portal.example');
  expect(fine.status).toBe(204);
  expect(fine.headers['access-control-allow-origin']).toBe('https://portal.example');
  expect(fine.headers).not.toHaveProperty('access-control-allow-credentials');
  expect((await preflight('https://evil.example')).headers).not.toHaveProperty('access-control-allow-origin');
  expect((await preflight('https://portal.example', '/login')).headers).not.toHaveProperty(
    'access-control-allow-origin',
  );
  expect((await preflight('https://portal.example', '/api/auth/sign-in')).headers).not.toHaveProperty(
    'access-control-allow-origin',
  );
});

it('answers its own paths before Next', async () => {
  expect(await call({ path: '/livez' })).toMatchObject({ status: 200, body: '{"status":"alive"}' });
  expect(await call({ path: '/livez', method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  expect((await call({ path: '/readyz' })).status).toBe(503);
  expect((await call({ path: '/livez', method: 'POST' })).status).toBe(405);
  const refused = await call({ path: '/api/conversations', method: 'POST' });
  expect(refused.status).toBe(401);
  expect(JSON.parse(refused.body)).toEqual({ detail: expect.any(String), code: 'unauthenticated' });
  expect((await call({ path: '/api/conversations/8f14e45f', method: 'DELETE' })).status).toBe(401);
  expect((await call({ path: '/metrics' })).status).toBe(401);
  expect(reached).toBeUndefined();
});

it('answers its probes as the description says', async () => {
  const described = (path: string) => operations.find((operation) => operation.path === path)?.answer;
  for (const path of ['/livez', '/readyz']) {
    const { status, headers, body } = await call({ path });
    expect(headers['content-type']).toContain('application/json');
    const schema = status === 200 ? described(path) : z.strictObject(errorAnswerSchema.shape);
    expect(schema instanceof z.ZodType && schema.parse(JSON.parse(body))).toBeTruthy();
  }
  const ready = described('/readyz');
  expect(ready instanceof z.ZodType && ready.parse({ status: 'ready' })).toBeTruthy();
});

it('asks a program that sends an Origin and no cookie for a key, and refuses a page with cookies', async () => {
  for (const origin of ['https://portal.example', 'https://evil.example', `http://${host()}`]) {
    const headers = { origin };
    expect((await call({ path: '/api/conversations', method: 'POST', headers })).status).toBe(401);
    expect((await call({ path: '/api/conversations/8f14e45f', method: 'DELETE', headers })).status).toBe(401);
  }
  const headers = { origin: 'https://evil.example', cookie: 'a=b' };
  expect((await call({ path: '/api/conversations', method: 'POST', headers })).status).toBe(403);
});

it('refuses an address that is not a path', async () => {
  expect((await call({ path: 'http://169.254.169.254/latest' })).status).toBe(400);
  expect((await call({ path: '//evil.example/x' })).status).toBe(400);
  expect(reached).toBeUndefined();
});

it('logs one line a request, without the query', async () => {
  const info = vi.spyOn(log, 'info');
  const { headers } = await call({ path: '/phonebook?q=martwick' });
  await vi.waitFor(() => expect(info).toHaveBeenCalledOnce(), { timeout: 20_000 });
  expect(info).toHaveBeenCalledWith({
    event: 'request',
    request: headers['x-request-id'],
    method: 'GET',
    path: '/phonebook',
    status: 200,
    ms: expect.any(Number),
  });
});

it('answers 500 and logs once when Next throws', async () => {
  const error = vi.spyOn(log, 'error');
  const broken = createListener({ ...options, next: () => Promise.reject(new Error('secret detail')) });
  const other = createServer((incoming, response) => void broken(incoming, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const answer = await fetch(`http://127.0.0.1:${(other.address() as AddressInfo).port}/x`);
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain('secret detail');
  expect(error).toHaveBeenCalledOnce();
  other.close();
});
