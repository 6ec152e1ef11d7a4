import 'server-only';
import { format, stripVTControlCharacters } from 'node:util';
import { log } from '#server/core/log.ts';

const told = sharedSet();

/** Notes that this error has its line, so that what a library prints of it is not a second one. */
export function markTold(error: unknown): void {
  if (typeof error === 'object' && error !== null) told.add(error);
}

/** Turns what libraries print to the console into log lines: one JSON line an event, whoever speaks. */
export function captureConsole(): void {
  for (const [name, level] of [
    ['error', 'error'],
    ['warn', 'warn'],
    ['log', 'info'],
    ['info', 'info'],
  ] as const) {
    Reflect.set(console, name, (...parts: unknown[]) => {
      // An error of a request is told by its own hook, which may run a moment later.
      setImmediate(() => {
        if (parts.some((part) => typeof part === 'object' && part !== null && told.has(part))) return;
        log[level]({ event: 'console', message: stripVTControlCharacters(format(...parts)).trim() });
      });
    });
  }
}

function sharedSet(): WeakSet<object> {
  const key = Symbol.for('switchboard.toldErrors');
  const existing: WeakSet<object> | undefined = Reflect.get(globalThis, key);
  if (existing !== undefined) return existing;
  const fresh = new WeakSet<object>();
  Reflect.set(globalThis, key, fresh);
  return fresh;
}
