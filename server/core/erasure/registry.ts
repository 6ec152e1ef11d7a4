import 'server-only';
import type { ErasureStore } from '#server/core/erasure/store.ts';

const registered: ErasureStore[] = [];

/**
 * Puts stores on the list, in the order in which they are erased. The worker does it at its start: areas do not know each
 * other, and only the worker looks into them.
 */
export function registerErasureStores(stores: readonly ErasureStore[]): void {
  for (const store of stores) {
    if (registered.some(({ name }) => name === store.name)) throw new Error(`The store ${store.name} is there twice.`);
    registered.push(store);
  }
}

/** Every store that registered. */
export function erasureStores(): readonly ErasureStore[] {
  return registered;
}
