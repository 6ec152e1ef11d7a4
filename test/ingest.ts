import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { z } from 'zod';
import { turnsAnswerSchema } from '#lib/api/turns.ts';
import { createIngest } from '#server/conversations/ingest/ingest.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { createApiKey } from '#server/core/auth/api-key.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { createListener } from '#server/core/listener/listener.ts';
import { PageGate } from '#server/core/listener/page-gate.ts';

export type Answer = { status: number; headers: IncomingHttpHeaders; body: string };
type Call = { method?: string; path?: string; key?: string; headers?: Record<string, string>; signal?: AbortSignal };

const answerSchema = z.object({ ...turnsAnswerSchema.partial().shape, detail: z.string().optional() });

/**
 * Our own listener with the ingest behind it, on a port of its own, for the tests of a file; call it after `withDatabase`.
 * `key` is that of a program which may post turns.
 */
export function withIngest(limits: Parameters<typeof createIngest>[0] = {}) {
  const ingest = createIngest(limits);
  const next = () => Promise.reject(new Error('This is not for Next.'));
  const pages = new PageGate();
  const listener = createListener({
    trustedProxies: 0,
    baseUrl: undefined,
    corsOrigins: [],
    next,
    areas: { ...ingest, metrics: () => {} },
    pages,
  });
  const server = createServer((incoming, response) => void listener(incoming, response));
  let key = '';

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    key = await newKey('Chatbot');
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await ingest.close();
  });

  function call(
    body: string | Buffer | Iterable<Buffer>,
    { method = 'POST', path = '/api/conversations', ...more }: Call = {},
  ) {
    const { port } = server.address() as AddressInfo;
    const headers = { authorization: `Bearer ${more.key ?? key}`, ...more.headers };
    return new Promise<Answer>((resolve, reject) => {
      const sent = request(
        // A line of its own: one whose last body was refused is cut when the rest of it is too long in coming.
        { host: '127.0.0.1', port, method, path, headers, signal: more.signal, agent: false },
        async (response) => {
          let text = '';
          for await (const chunk of response) text += chunk;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        },
      );
      sent.on('error', reject);
      if (typeof body === 'string' || Buffer.isBuffer(body)) sent.end(body);
      else {
        for (const chunk of body) sent.write(chunk);
        sent.end();
      }
    });
  }

  return {
    ingest,
    server,
    call,
    /** Posts a value as JSON and reads the answer. */
    async post(value: unknown, more: Call = {}) {
      const { status, headers, body } = await call(JSON.stringify(value), more);
      return { status, headers, ...answerSchema.parse(JSON.parse(body)) };
    },
  };
}

/** The text of a new key that may post turns. */
export async function newKey(name: string): Promise<string> {
  const made = await createApiKey(systemActor('test'), { name, scopes: ['conversations:write'], expiresAt: null });
  if (!made.ok) throw new Error(made.message);
  return made.value.key;
}

const least = { session_id: 's', user_message: 'q', assistant_response: 'a' };

/** The least a turn has, and more. */
export const turn = <T extends object>(facts: T) => ({ ...least, ...facts });

/** Several turns, each with an id of its own. */
export const some = <T extends object>(count: number, facts: T) =>
  Array.from({ length: count }, () => ({ ...turn(facts), event_id: randomUUID() }));

/** The rows of a session, in the order of their ids; `at` is the time as it stands in the table. */
export async function storedIn(session: string) {
  const text = 'select *, created_at::text as at from conversations where session_id = $1 order by id';
  return (await mainPool().query(text, [session])).rows;
}

/** What the ledger knows of an event_id. */
export async function ledgerOf(eventId: string) {
  const text = 'select *, created_at::text as at from conversation_events where event_id = $1';
  return (await mainPool().query(text, [eventId])).rows;
}
