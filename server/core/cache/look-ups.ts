import 'server-only';

/** How often a prefix of our cache was asked for since the process began, and how many of those Redis did not serve. */
export type LookUps = { hits: number; misses: number; inMemory: number };

const MOST_PREFIXES = 100;
const key = Symbol.for('switchboard.cache-look-ups');

/** Counts one look-up of the cache under the key's part before the first colon, which names what it is. */
export function noteLookUp(cacheKey: string, { hit, inMemory }: { hit: boolean; inMemory: boolean }): void {
  const counts = all();
  const [prefix = ''] = cacheKey.split(':', 1);
  let one = counts.get(prefix);
  if (one === undefined) {
    if (counts.size >= MOST_PREFIXES) return;
    one = { hits: 0, misses: 0, inMemory: 0 };
    counts.set(prefix, one);
  }
  if (hit) one.hits += 1;
  else one.misses += 1;
  if (inMemory) one.inMemory += 1;
}

/** What this process counted, by prefix. */
export function lookUps(): Record<string, LookUps> {
  return Object.fromEntries([...all()].map(([prefix, counts]) => [prefix, { ...counts }]));
}

/** One for our server and for Next's bundle, which each have a copy of this file. */
function all(): Map<string, LookUps> {
  const existing: Map<string, LookUps> | undefined = Reflect.get(globalThis, key);
  if (existing !== undefined) return existing;
  const fresh = new Map<string, LookUps>();
  Reflect.set(globalThis, key, fresh);
  return fresh;
}
