import 'server-only';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { prefixOf } from '#lib/monitoring/redis/key-prefix.ts';
import type { RedisFigures, SlowCommand } from '#lib/monitoring/redis/sample.ts';
import { MONITOR_CLIENT } from '#server/core/redis/monitor-redis.ts';
import type { SlowStore } from '#server/monitoring/redis/slow-store.ts';

/** As many as the server itself keeps unless told otherwise. */
const ASKED = 128;
const KEPT = 1_000;
const SHOWN = 30;
const SHOWN_GROUPS = 15;
/** Commands whose first argument is a key; of any other it may be a value, and is left out. */
const KEYED = new Set(
  `get set setex psetex setnx getset getex getdel append strlen getrange setrange incr decr incrby decrby incrbyfloat mget mset del unlink exists expire
  pexpire expireat persist ttl pttl type dump restore rename sort hget hset hmget hmset hgetall hkeys hvals hlen hdel hscan hexists hincrby lpush rpush
  lpop rpop lrange llen lindex lset lrem ltrim sadd srem smembers sismember scard sscan spop srandmember sunion sinter sdiff zadd zrem zrange zrevrange
  zrangebyscore zrevrangebyscore zrangebylex zscore zcard zcount zrank zscan zincrby zunionstore zinterstore xadd xrange xrevrange xread xlen xtrim
  getbit setbit bitcount bitop pfadd pfcount pfmerge geoadd geosearch json.get json.set ft.search`.split(/\s+/),
);
const entrySchema = z.array(
  z.tuple([z.number(), z.number(), z.number(), z.array(z.string()), z.string(), z.string()]).rest(z.unknown()),
);

export type KeptSlow = SlowCommand & { run: string; id: number };

/** Keeps what the server's slow log says beyond the entries it holds itself: names of commands and prefixes of keys, never a value. */
export class SlowLog {
  readonly #store: SlowStore;
  #kept: KeptSlow[] = [];
  #last: { run: string; id: number } | null = null;
  #loaded = false;

  constructor(store: SlowStore) {
    this.#store = store;
  }

  /** Takes in what is new. @throws what Redis answered */
  async read(redis: Redis, run: string): Promise<RedisFigures['slow']> {
    this.#load();
    const known = this.#last?.run === run ? this.#last.id : -1;
    const newest = await ask(redis, 1);
    if ((newest[0]?.id ?? -1) > known) this.#take(await ask(redis, ASKED), run, known);
    return this.#told();
  }

  #take(entries: readonly Entry[], run: string, known: number): void {
    const fresh = entries.filter(({ id, client }) => id > known && client !== MONITOR_CLIENT);
    const rows = fresh.map(({ id, at, micros, command, prefix }) => ({ run, id, at, micros, command, prefix }));
    this.#last = { run, id: Math.max(known, ...entries.map(({ id }) => id)) };
    this.#kept = newestFirst([...rows, ...this.#kept]).slice(0, KEPT);
    this.#store.save(rows);
  }

  /** What an earlier worker kept comes when it comes: the database may be away, and what is taken in twice is kept once. */
  #load(): void {
    if (this.#loaded) return;
    this.#loaded = true;
    void this.#store.load(KEPT).then((kept) => {
      if (kept === null) this.#loaded = false;
      else this.#kept = newestFirst([...this.#kept, ...kept]).slice(0, KEPT);
    });
  }

  #told(): RedisFigures['slow'] {
    const groups = new Map<string, RedisFigures['slow']['groups'][number]>();
    for (const { command, prefix, micros, at } of this.#kept) {
      const key = `${command} ${prefix}`;
      const group = groups.get(key) ?? { command, prefix, count: 0, worst: 0, total: 0, lastAt: at };
      groups.set(key, {
        ...group,
        count: group.count + 1,
        worst: Math.max(group.worst, micros),
        total: group.total + micros,
      });
    }
    return {
      kept: this.#kept.length,
      groups: [...groups.values()].sort((a, b) => b.total - a.total).slice(0, SHOWN_GROUPS),
      latest: this.#kept.slice(0, SHOWN).map(({ command, prefix, at, micros }) => ({ command, prefix, at, micros })),
    };
  }
}

type Entry = Omit<KeptSlow, 'run'> & { client: string };

async function ask(redis: Redis, most: number): Promise<Entry[]> {
  return entrySchema
    .parse(await redis.slowlog('GET', most))
    .map(([id, seconds, micros, [name = 'unknown', first], , client]) => {
      const command = /^[\w.|-]{1,30}$/.test(name) ? name.toLowerCase() : 'unknown';
      const prefix = first !== undefined && KEYED.has(command) ? prefixOf(first) : null;
      return { id, at: new Date(seconds * 1_000).toISOString(), micros, command, prefix, client };
    });
}

function newestFirst(rows: readonly KeptSlow[]): KeptSlow[] {
  const once = new Map(rows.map((row) => [`${row.run} ${row.id}`, row]));
  return [...once.values()].sort((a, b) => (a.at === b.at ? b.id - a.id : b.at.localeCompare(a.at)));
}
