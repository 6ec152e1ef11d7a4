import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { TurnResult } from './answer.ts';

/**
 * What happens to one request: `before` and `after` cut the connection around the storing, `hang` never answers, and
 * `page` is what somebody in between answers in place of an error of the API.
 */
export type Fault =
  | 'none'
  | 'before'
  | 'after'
  | 'hang'
  | 'garbage'
  | { status: number; retryAfter?: string; detail?: string; page?: string };

type Stored = { event_id: string; user_message: string; created_at: string };

/** A server for tests that takes turns as `POST /api/conversations` does, with a ledger of event ids, and fails as told. */
export class FakeSwitchboard {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** What the n-th request meets, from 0. */
  fault: (request: number) => Fault = () => 'none';
  mostBytes = 1_000_000;
  /** By event id, in the order stored. */
  readonly stored = new Map<string, Stored>();
  /** Event ids of each request, whatever became of it, and when it came by `performance.now()`. */
  readonly requests: { ids: string[]; bytes: number; at: number }[] = [];

  /** Requests not answered yet, and the most there were at a time. */
  open = 0;
  mostOpen = 0;

  private constructor() {
    this.#server = createServer((request, response) => void this.#take(request, response));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(port = 0): Promise<FakeSwitchboard> {
    const fake = new FakeSwitchboard();
    await new Promise<void>((resolve) => fake.#server.listen(port, '127.0.0.1', resolve));
    return fake;
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The questions stored, sorted. */
  get questions(): string[] {
    return [...this.stored.values()].map((turn) => turn.user_message).sort();
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    response.on('close', () => (this.open -= 1));
    const number = this.requests.length;
    const seen = { ids: [] as string[], bytes: 0, at: performance.now() };
    this.requests.push(seen);
    const fault = this.fault(number);
    const body = await buffer(request).catch(() => null);
    if (body === null) return;
    const turns: Stored[] = [JSON.parse(body.toString())].flat();
    seen.ids = turns.map((turn) => turn.event_id);
    seen.bytes = body.length;
    if (fault === 'hang') return;
    if (fault === 'before') return void request.socket.destroy();
    if (fault === 'garbage') return answer(response, 200, '<html>Sign in to the network</html>');
    if (typeof fault === 'object') return refuse(response, fault);
    if (request.headers.authorization !== 'Bearer sb_test') return refuse(response, { status: 401 });
    if (body.length > this.mostBytes || turns.length > 500) return refuse(response, { status: 413 });
    const results = turns.map((turn) => this.#store(turn));
    if (fault === 'after') return void request.socket.destroy();
    const count = (status: string) => results.filter((result) => result.status === status).length;
    const status = count('invalid') === results.length ? 422 : 201;
    answer(response, status, JSON.stringify({ accepted: count('stored'), duplicates: count('duplicate'), results }));
  }

  #store(turn: Stored): TurnResult {
    const { event_id } = turn;
    if (turn.user_message === '') return { event_id, status: 'invalid', error: 'user_message: must not be empty.' };
    if (this.stored.has(event_id)) return { event_id, status: 'duplicate' };
    this.stored.set(event_id, turn);
    return { event_id, status: 'stored' };
  }
}

function refuse(response: ServerResponse, { status, retryAfter, detail, page }: Exclude<Fault, string>): void {
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
  answer(response, status, page ?? JSON.stringify({ detail: detail ?? `Refused with ${status}.`, code: 'refused' }));
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'r-1' }).end(body);
}

/** Waits until `condition` holds, looking every `interval` milliseconds; 20 s at most, as a busy machine may need. */
export async function until(condition: () => unknown, interval = 10): Promise<void> {
  const last = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > last) throw new Error(`Waited 20 s for ${condition}.`);
    await pause(interval);
  }
}
