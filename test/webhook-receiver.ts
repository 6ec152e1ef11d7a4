import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A receiver of webhooks: what it was posted, and with which status it answers. */
export type Receiver = {
  url: string;
  posts: { body: string; headers: Record<string, unknown> }[];
  answer: number;
  /** What its answers wait for. */
  until: Promise<void>;
  close(): void;
};

/** Listens on a free port of the loopback; its answers redirect to where nobody listens, should anyone follow. */
export async function startReceiver(): Promise<Receiver> {
  const posts: Receiver['posts'] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', async () => {
      posts.push({ body, headers: request.headers });
      await receiver.until;
      response.writeHead(receiver.answer, { location: 'http://127.0.0.1:1/' }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const receiver: Receiver = { url, posts, answer: 204, until: Promise.resolve(), close: () => void server.close() };
  return receiver;
}
