import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

let server: Server;
let host: string;
let asked: IncomingMessage[] = [];
let status: number;

beforeEach(async () => {
  asked = [];
  status = 200;
  server = createServer((request, response) => {
    asked.push(request);
    response.writeHead(status, { location: '/elsewhere' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.resetModules();
});
afterEach(() => {
  server.close();
  vi.unstubAllEnvs();
});

/** What a process with this LIGHTRAG_URL finds first. */
async function probe(url: string) {
  vi.stubEnv('LIGHTRAG_URL', url);
  const { probeLightrag } = await import('#server/core/health/components.ts');
  return probeLightrag();
}

test.each([
  ['mon:s3cret@', 'mon:s3cret'],
  ['mon%40rag:s%3Acr%C3%A9t%2F@', 'mon@rag:s:crét/'],
  ['mon@', 'mon:'],
  ['mon:100%@', 'mon:100%'],
])('with %s in its address LightRAG is asked as that user', async (given, credentials) => {
  expect(await probe(`http://${given}${host}/rag`)).toMatchObject({ status: 'healthy' });
  expect(asked.map(({ url }) => url)).toEqual(['/rag/health']);
  expect(asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from(credentials).toString('base64')}`);
});

test('without a user in its address none is named', async () => {
  expect(await probe(`http://${host}`)).toMatchObject({ status: 'healthy' });
  expect(asked[0]?.headers.authorization).toBeUndefined();
});

test.each([401, 302, 503])('an answer of %i is told', async (code) => {
  status = code;
  expect(await probe(`http://mon:s3cret@${host}`)).toEqual({ status: 'unhealthy', reason: `It answered ${code}.` });
  expect(asked).toHaveLength(1);
});

test('where nothing listens, the reason names neither the address nor its password', async () => {
  server.close();
  expect(await probe(`http://mon:s3cret@${host}`)).toEqual({
    status: 'unhealthy',
    reason: 'It cannot be reached (ECONNREFUSED).',
  });
});

test('an address that cannot be asked is told without it', async () => {
  // A port that fetch refuses, with an error that has no code.
  expect(await probe('http://mon:s3cret@127.0.0.1:6000')).toEqual({
    status: 'unhealthy',
    reason: 'It cannot be reached.',
  });
});
