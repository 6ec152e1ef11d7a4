import 'server-only';
import type { Redis } from 'ioredis';
import { prefixOf } from '#lib/monitoring/redis/key-prefix.ts';

/** Keys asked for in one step of SCAN, and looked at of what it gives. */
const STEP = 300;
const MOST_A_LOOK = 600;
/** Keys that the sizes are reckoned from: enough for a share of half to be right within two points. */
const KEPT = 3_000;
const KEPT_MS = 60_000;
/** Keys looked at again, to see which are gone. */
const WATCHED = 600;
const AGAIN_A_LOOK = 150;
const GONE_MS = 60_000;

type Looked = { prefix: string; bytes: number; at: number; pass: number };
export type Sizes = {
  /** By prefix: keys and bytes, reckoned for all keys of the database. */
  prefixes: Map<string, { keys: number; bytes: number }>;
  /** By prefix: watched keys that went in the last minute. */
  gone: Map<string, number>;
  lookedAt: number;
  whole: boolean;
};

/**
 * Reckons what each prefix takes from keys that SCAN gives, one step a look and on where the step before ended. SCAN walks the keys in the order of
 * their hashes, so that any stretch of it is a fair sample. MEMORY USAGE counts as no use of a key and no look-up.
 */
export class KeyLooks {
  #cursor = '0';
  #pass = 0;
  #looked: Looked[] = [];
  readonly #watched = new Map<string, string>();
  #gone: { prefix: string; at: number }[] = [];

  /** Begins anew, as on another run of the server. */
  forget(): void {
    this.#cursor = '0';
    this.#looked = [];
    this.#watched.clear();
    this.#gone = [];
  }

  /** @param all how many keys the database holds that the connection has chosen; SCAN sees no other */
  async look(redis: Redis, all: number, now: number): Promise<Sizes> {
    const begin = this.#cursor;
    const [cursor, found] = await redis.scan(begin, 'COUNT', STEP);
    this.#cursor = cursor;
    const keys = [...new Set(found)].slice(0, MOST_A_LOOK);
    const again = [...this.#watched.keys()].slice(0, AGAIN_A_LOOK);
    const sizes = await sizesOf(redis, [...keys, ...again]);

    const whole = begin === '0' && cursor === '0';
    const fresh: Looked[] = keys.flatMap((key, index) => {
      const bytes = sizes[index];
      return bytes === undefined || bytes === null ? [] : [{ prefix: prefixOf(key), bytes, at: now, pass: this.#pass }];
    });
    this.#keep(fresh, whole, now);
    this.#watch(again, sizes.slice(keys.length), keys, now);
    if (cursor === '0') this.#pass += 1;
    return { ...this.#reckon(all), whole };
  }

  #keep(fresh: readonly Looked[], whole: boolean, now: number): void {
    const before = whole ? [] : this.#looked.filter(({ at, pass }) => now - at <= KEPT_MS && pass >= this.#pass - 1);
    this.#looked = [...before, ...fresh].slice(-KEPT);
  }

  #watch(again: readonly string[], sizes: readonly (number | null)[], fresh: readonly string[], now: number): void {
    for (const [index, key] of again.entries()) {
      const prefix = this.#watched.get(key);
      this.#watched.delete(key);
      if (prefix === undefined) continue;
      if (sizes[index] === null) this.#gone.push({ prefix, at: now });
      else this.#watched.set(key, prefix); // To the end of the row.
    }
    for (const key of fresh) if (this.#watched.size < WATCHED) this.#watched.set(key, prefixOf(key));
    this.#gone = this.#gone.filter(({ at }) => now - at <= GONE_MS).slice(-KEPT);
  }

  #reckon(all: number): Omit<Sizes, 'whole'> {
    const seen = new Map<string, { keys: number; bytes: number }>();
    for (const { prefix, bytes } of this.#looked) {
      const sum = seen.get(prefix) ?? { keys: 0, bytes: 0 };
      seen.set(prefix, { keys: sum.keys + 1, bytes: sum.bytes + bytes });
    }
    const lookedAt = this.#looked.length;
    const each = lookedAt === 0 ? 0 : all / lookedAt;
    const prefixes = new Map(
      [...seen].map(([prefix, { keys, bytes }]) => [prefix, { keys: keys * each, bytes: bytes * each }]),
    );
    const gone = new Map<string, number>();
    for (const { prefix } of this.#gone) gone.set(prefix, (gone.get(prefix) ?? 0) + 1);
    return { prefixes, gone, lookedAt };
  }
}

/** Bytes of each key, null of one that is gone. @throws the first refusal */
async function sizesOf(redis: Redis, keys: readonly string[]): Promise<(number | null)[]> {
  if (keys.length === 0) return [];
  const pipeline = redis.pipeline();
  for (const key of keys) pipeline.memory('USAGE', key);
  const answers = (await pipeline.exec()) ?? [];
  return answers.map(([error, bytes]) => {
    if (error !== null) throw error;
    return typeof bytes === 'number' ? bytes : null;
  });
}
