import 'server-only';
import { AsyncLocalStorage } from 'node:async_hooks';

type Context = { request: string };

const key = Symbol.for('switchboard.request');
const storage: AsyncLocalStorage<Context> = shared();

/** Runs `work` as part of the request of that id: each event logged on the way carries it. */
export function inRequest<T>(id: string, work: () => T): T {
  return storage.run({ request: id }, work);
}

/** The request under way; undefined outside one. */
export function currentRequest(): Context | undefined {
  return storage.getStore();
}

/** One for our server and for Next's bundle, each of which loads this file. */
function shared(): AsyncLocalStorage<Context> {
  const existing: AsyncLocalStorage<Context> | undefined = Reflect.get(globalThis, key);
  if (existing !== undefined) return existing;
  const fresh = new AsyncLocalStorage<Context>();
  Reflect.set(globalThis, key, fresh);
  return fresh;
}
