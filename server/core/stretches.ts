import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';

const LONGEST_STRETCH_MS = 10;

/** Does it to each, one after the other. Masking long texts takes its time: other requests get their turn in between. */
export async function inStretches<T>(all: Iterable<T>, work: (one: T) => void): Promise<void> {
  let since = performance.now();
  for (const one of all) {
    work(one);
    if (performance.now() - since < LONGEST_STRETCH_MS) continue;
    await nextTurn();
    since = performance.now();
  }
}
