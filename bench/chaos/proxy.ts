import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import {
  applicationOf,
  boundStatement,
  isOutsideTransaction,
  type Message,
  MessageReader,
  parsedStatement,
  queryText,
} from './wire.ts';

/** Where a fault strikes one insert of turns, seen from between the product and Postgres. */
export const points = ['before the insert', 'before its answer', 'after its commit'] as const;
export type Point = (typeof points)[number];

const APPLICATION = 'switchboard-ingest';
const INSERT = /\binsert\s+into\s+(?:public\.)?conversations\b/i;

type Trap = { point: Point; strike: () => void; reached: () => void };
type Link = {
  client: Socket;
  server: Socket;
  application: string;
  /** Names of prepared statements that insert turns. */
  inserts: Set<string>;
  inserting: boolean;
  /** What Postgres answered to an insert that a trap waits for. */
  withheld: Message[];
  /** Nothing passes any more, in either direction. */
  shut: boolean;
};

/** A TCP door to a Postgres, which knows where each insert of turns stands and can strike at a named point of one. */
export class PostgresProxy {
  readonly #server: Server;
  readonly #target: string;
  readonly #links = new Set<Link>();
  #trap: Trap | undefined;

  private constructor(server: Server, target: string) {
    this.#server = server;
    this.#target = target;
  }

  /** @param target the path of the server's Unix socket */
  static async open(target: string): Promise<PostgresProxy> {
    const server = createServer();
    const proxy = new PostgresProxy(server, target);
    server.on('connection', (client) => proxy.#connect(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /**
   * Waits for the next insert to come to `point`, calls `strike` at that very moment, lets none of its messages pass
   * from then on, and cuts its link.
   * - before the insert: Postgres has not seen it;
   * - before its answer: it was handed to Postgres in full, and what comes of it is never told;
   * - after its commit: Postgres said ReadyForQuery outside of a transaction, and that is never told. (CommandComplete
   *   would be too early: in the extended protocol it is sent before the implicit transaction commits.)
   */
  arm(point: Point, strike: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.#trap = { point, strike, reached: resolve };
    });
  }

  disarm(): void {
    this.#trap = undefined;
  }

  async close(): Promise<void> {
    for (const link of this.#links) cut(link);
    this.#server.close();
    await once(this.#server, 'close');
  }

  #connect(client: Socket): void {
    const server = createConnection(this.#target);
    const link: Link = {
      client,
      server,
      application: '',
      inserts: new Set(),
      inserting: false,
      withheld: [],
      shut: false,
    };
    this.#links.add(link);
    const asked = new MessageReader(true);
    const answered = new MessageReader(false);
    client.on('data', (chunk: Buffer) => {
      for (const message of asked.push(chunk)) this.#fromClient(link, message);
    });
    server.on('data', (chunk: Buffer) => {
      for (const message of answered.push(chunk)) this.#fromServer(link, message);
    });
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      // A broken socket is what this is for; its end is seen by 'close'.
      socket.on('error', () => {});
      socket.on('close', () => {
        cut(link);
        this.#links.delete(link);
      });
    }
  }

  #fromClient(link: Link, message: Message): void {
    if (link.shut) return;
    if (message.type === '') link.application = applicationOf(message) ?? '';
    if (message.type === 'P') remember(link, message);
    if (begins(link, message)) {
      link.inserting = true;
      if (this.#trap?.point === 'before the insert') {
        this.#spring(link);
        return;
      }
    }
    const whole = message.type === 'S' || message.type === 'Q';
    if (link.inserting && whole && this.#trap?.point === 'before its answer') {
      // From here on nothing that Postgres says is passed; the strike waits until it has been handed every byte.
      const trap = this.#takeTrap();
      link.shut = true;
      link.server.write(message.bytes, () => strike(link, trap));
      return;
    }
    pass(link.client, link.server, message);
  }

  #fromServer(link: Link, message: Message): void {
    if (link.shut) return;
    const ended = message.type === 'Z' && isOutsideTransaction(message);
    link.withheld.push(message);
    if (link.inserting && this.#trap?.point === 'after its commit') {
      if (message.type !== 'Z') return;
      if (ended && !link.withheld.some(({ type }) => type === 'E')) {
        this.#spring(link);
        return;
      }
    }
    if (ended) link.inserting = false;
    release(link);
  }

  #spring(link: Link): void {
    const trap = this.#takeTrap();
    link.shut = true;
    strike(link, trap);
  }

  #takeTrap(): Trap | undefined {
    const trap = this.#trap;
    this.#trap = undefined;
    return trap;
  }
}

function remember(link: Link, message: Message): void {
  const { name, text } = parsedStatement(message);
  if (INSERT.test(text)) link.inserts.add(name);
  else link.inserts.delete(name);
}

function begins(link: Link, message: Message): boolean {
  if (link.application !== APPLICATION) return false;
  if (message.type === 'B') return link.inserts.has(boundStatement(message));
  return message.type === 'Q' && INSERT.test(queryText(message));
}

function strike(link: Link, trap: Trap | undefined): void {
  trap?.strike();
  cut(link);
  trap?.reached();
}

function release(link: Link): void {
  for (const message of link.withheld.splice(0)) pass(link.server, link.client, message);
}

function pass(from: Socket, to: Socket, { bytes }: Message): void {
  if (to.destroyed || to.write(bytes) || from.isPaused()) return;
  from.pause();
  to.once('drain', () => from.resume());
}

function cut(link: Link): void {
  link.shut = true;
  link.client.destroy();
  link.server.destroy();
}
