import 'server-only';
import { AsyncLocalStorage } from 'node:async_hooks';

/** What is being done, as it said itself; never an address, a name or what somebody typed. */
export type Work = {
  /** The id of the request it belongs to, as the log has it; null of what stands behind no single request. */
  readonly request: string | null;
  /** The pattern of a page's address (`/phonebook/[id]`), or a handler's method and pattern (`GET /phonebook/export`). */
  readonly route: string | null;
  /** The name of a server action or of a job. */
  readonly operation: string | null;
  /** As history names an actor, `user:<id>` or `key:<id>`; null until it is known, and of what the product does by itself. */
  actor: string | null;
  /** What went wrong on the way, though it may be answered all the same: an error nobody caught, or a database that gave no answer. */
  fault: Fault | null;
};

export type Fault = 'thrown' | 'unavailable';

/** What a request is for, as far as its head tells. */
export type Surface = Pick<Work, 'route' | 'operation'>;

const key = Symbol.for('switchboard.request');
const storage: AsyncLocalStorage<Work> = shared();
const unknown: Surface = { route: null, operation: null };

/** Runs `work` as part of the request of that id: each event logged on the way carries it. */
export function inRequest<T>(id: string, work: () => T, { route, operation }: Surface = unknown): T {
  return storage.run({ request: id, route, operation, actor: null, fault: null }, work);
}

/** Runs `work` as what the product does by itself, under a job's name: also what a request sets going on behalf of many. */
export function inWork<T>(operation: string, work: () => T): T {
  return storage.run({ request: null, route: null, operation, actor: null, fault: null }, work);
}

/** The work under way; undefined outside of any that said what it is. */
export function currentWork(): Work | undefined {
  return storage.getStore();
}

/** The request under way, as the log names it; undefined outside one. */
export function currentRequest(): { request: string } | undefined {
  const request = storage.getStore()?.request ?? null;
  return request === null ? undefined : { request };
}

/** Says for whom the work under way is done, once that is known: `user:<id>`, `key:<id>`. */
export function noteActor(tag: string): void {
  const work = storage.getStore();
  if (work !== undefined) work.actor = tag;
}

/** Says that something went wrong in the work under way. */
export function noteFault(fault: Fault): void {
  const work = storage.getStore();
  if (work !== undefined && work.fault !== 'thrown') work.fault = fault;
}

/** One for our server and for Next's bundle, each of which loads this file. */
function shared(): AsyncLocalStorage<Work> {
  const existing: AsyncLocalStorage<Work> | undefined = Reflect.get(globalThis, key);
  if (existing !== undefined) return existing;
  const fresh = new AsyncLocalStorage<Work>();
  Reflect.set(globalThis, key, fresh);
  return fresh;
}
