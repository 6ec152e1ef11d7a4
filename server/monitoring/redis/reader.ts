import 'server-only';
import type { Redis } from 'ioredis';
import { between, type Info, parseInfo, type Reading as Read } from '#lib/monitoring/redis/info.ts';
import { OWN_PREFIX } from '#lib/monitoring/redis/key-prefix.ts';
import type { PrefixFigures, RedisFigures, RedisSample } from '#lib/monitoring/redis/sample.ts';
import type { LookUps } from '#server/core/cache/look-ups.ts';
import { probeLightrag } from '#server/core/health/components.ts';
import { type MonitorReady, monitoredRedis, ownLookUps } from '#server/core/redis/monitor-redis.ts';
import type { Reading } from '#server/monitoring/probe.ts';
import { KeyLooks, type Sizes } from '#server/monitoring/redis/key-looks.ts';
import { LookUpWindow } from '#server/monitoring/redis/look-ups.ts';
import type { RateStore } from '#server/monitoring/redis/rate-store.ts';
import { refusalOf } from '#server/monitoring/redis/refused.ts';
import { SlowLog } from '#server/monitoring/redis/slow-log.ts';
import type { SlowStore } from '#server/monitoring/redis/slow-store.ts';
import { UsualRate } from '#server/monitoring/redis/usual-rate.ts';

const EVERY_SECONDS = 2;
const MINUTE_MS = 60_000;
const LATELY_MS = 10_000;
const SHOWN = 20;
/** Growth that the reckoning of sizes can tell from chance. */
const TOLD_GROWTH = 0.1;

const unseen = {
  info: { blinds: 'Nothing is known of its memory, hit rate and evictions.', rules: '+info' },
  sizes: { blinds: 'Which prefix fills it cannot be told.', rules: '+scan +memory|usage', keys: '~*' },
  slow: { blinds: 'Slow commands are not seen.', rules: '+slowlog|get' },
};

/** The part `redis`: what Redis, our cache in it and LightRAG say, every 2 s. It asks no Postgres. */
export class RedisReader {
  readonly name = 'redis';
  readonly everySeconds = EVERY_SECONDS;
  readonly #looks = new KeyLooks();
  readonly #lookUps = new LookUpWindow();
  readonly #usual: UsualRate;
  readonly #slow: SlowLog;
  #reads: Read[] = [];
  #sizes: { at: number; bytes: Map<string, number> }[] = [];

  constructor(slow: SlowStore, rates: RateStore) {
    this.#slow = new SlowLog(slow);
    this.#usual = new UsualRate(rates);
  }

  read = async (): Promise<Reading<RedisSample>> => {
    const now = Date.now();
    const ours = this.#lookUps.read(now);
    const [link, lightrag] = await Promise.all([monitoredRedis(), probeLightrag()]);
    const common = { fallback: fallbackOf(ours), lightrag };
    if (link.state === 'unset')
      return { ok: true, value: { ...common, link, figures: null, prefixes: ownAlone(ours) } };
    if (link.state === 'away') return { ok: true, value: { ...common, ...away(link), prefixes: ownAlone(ours) } };
    try {
      const seen = await this.#ask(link, ours, now);
      return { ok: true, value: { ...common, ...seen } };
    } catch (error) {
      const refusal = refusalOf(error, unseen.info);
      if (refusal !== null) return { ok: false, ...refusal };
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: true, value: { ...common, ...away({ since: new Date(now), reason }), prefixes: ownAlone(ours) } };
    }
  };

  /** Of the server that was read last; null before. */
  get version(): string | null {
    return this.#reads.at(-1)?.info.version ?? null;
  }

  async #ask({ redis, since }: MonitorReady, ours: Map<string, LookUps>, now: number) {
    const info = parseInfo(await redis.info());
    const before = this.#reads.at(-1);
    if (before !== undefined && before.info.runId !== info.runId) this.#forget();
    this.#reads = [...this.#reads, { at: now, info, own: ownLookUps() }];
    const first = this.#reads.findLastIndex(({ at }) => now - at >= MINUTE_MS);
    this.#reads = this.#reads.slice(Math.max(0, first));
    const minute = this.#since(MINUTE_MS, now);
    if (minute !== null) this.#usual.note(minute, now);

    const slow = await this.#readSlow(redis, info.runId);
    const here = info.databases.get(redis.options.db ?? 0) ?? 0;
    const sizes = await this.#look(redis, here, now);
    const prefixes = this.#prefixes('reason' in sizes ? null : sizes, minute?.evicted ?? 0, ours, now);
    const figures: RedisFigures = {
      ...pick(info),
      minute,
      lately: this.#since(LATELY_MS, now),
      evictedSince: this.#since(0, now)?.evicted ?? 0,
      usualHitRate: this.#usual.median,
      errorKinds: this.#errorKinds(),
      sizesUnseen: 'reason' in sizes ? sizes : null,
      lookedAt: 'reason' in sizes ? 0 : sizes.lookedAt,
      elsewhere: info.keys - here,
      found: prefixes.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
      wholeSeen: 'reason' in sizes ? false : sizes.whole,
      others: Math.max(0, prefixes.length - SHOWN),
      ...slow,
    };
    const link = { state: 'ready', since: since.toISOString() } as const;
    return { link, figures, prefixes: prefixes.slice(0, SHOWN) };
  }

  #forget(): void {
    this.#reads = [];
    this.#sizes = [];
    this.#looks.forget();
  }

  /** What was counted since the newest reading that is at least so old, else since the oldest there is; with 0 since the one before. */
  #since(ms: number, now: number) {
    const newest = this.#reads.at(-1);
    const older = this.#reads.slice(0, -1);
    const base = older.findLast(({ at }) => now - at >= ms) ?? older[0];
    return newest === undefined || base === undefined ? null : between(base, newest);
  }

  #errorKinds(): RedisFigures['errorKinds'] {
    const [oldest, newest] = [this.#reads[0], this.#reads.at(-1)];
    if (oldest === undefined || newest === undefined) return [];
    return Object.entries(newest.info.errors)
      .map(([kind, count]) => ({ kind, count: count - (oldest.info.errors[kind] ?? 0) }))
      .filter(({ count }) => count > 0);
  }

  async #look(redis: Redis, keys: number, now: number) {
    try {
      return await this.#looks.look(redis, keys, now);
    } catch (error) {
      const refusal = refusalOf(error, unseen.sizes);
      if (refusal === null) throw error;
      return refusal;
    }
  }

  async #readSlow(redis: Redis, run: string): Promise<Pick<RedisFigures, 'slow' | 'slowUnseen'>> {
    try {
      return { slow: await this.#slow.read(redis, run), slowUnseen: null };
    } catch (error) {
      const refusal = refusalOf(error, unseen.slow);
      if (refusal === null) throw error;
      return { slow: { kept: 0, groups: [], latest: [] }, slowUnseen: refusal };
    }
  }

  #prefixes(sizes: Sizes | null, evicted: number, ours: Map<string, LookUps>, now: number): PrefixFigures[] {
    const own = new Map(ownAlone(ours).map((one) => [one.name, one]));
    if (sizes === null) return [...own.values()];
    const bytes = new Map([...sizes.prefixes].map(([name, one]) => [name, one.bytes]));
    const then = this.#sizes.find(({ at }) => now - at <= MINUTE_MS);
    const isLong = then !== undefined && now - then.at >= MINUTE_MS / 2;
    this.#sizes = [...this.#sizes.filter(({ at }) => now - at <= MINUTE_MS), { at: now, bytes }];
    const gone = [...sizes.gone.values()].reduce((sum, count) => sum + count, 0);
    const names = new Set([...sizes.prefixes.keys(), ...sizes.gone.keys(), ...own.keys()]);
    return [...names]
      .map((name) => {
        const size = sizes.prefixes.get(name) ?? { keys: 0, bytes: 0 };
        const grown = size.bytes - (then?.bytes.get(name) ?? 0);
        const isTold = sizes.whole || Math.abs(grown) >= TOLD_GROWTH * size.bytes;
        return {
          name,
          keys: Math.round(size.keys),
          bytes: Math.round(size.bytes),
          grown: isLong ? Math.round(isTold ? grown : 0) : null,
          evicted: gone === 0 ? 0 : (evicted * (sizes.gone.get(name) ?? 0)) / gone,
          hits: own.get(name)?.hits ?? null,
          misses: own.get(name)?.misses ?? null,
        };
      })
      .sort((a, b) => b.bytes - a.bytes || a.name.localeCompare(b.name));
  }
}

function pick({ version, used, max, policy, fragmentation, clients, keys }: Info) {
  return { version, used, max, policy, fragmentation, clients, keys };
}

function away({ since, reason }: { since: Date; reason: string }): Pick<RedisSample, 'link' | 'figures'> {
  return { link: { state: 'away', since: since.toISOString(), reason }, figures: null };
}

function fallbackOf(ours: Map<string, LookUps>): RedisSample['fallback'] {
  const all = [...ours.values()];
  return {
    inMemory: all.reduce((sum, one) => sum + one.inMemory, 0),
    all: all.reduce((sum, one) => sum + one.hits + one.misses, 0),
  };
}

/** What is known of our cache without Redis: how it was asked. */
function ownAlone(ours: Map<string, LookUps>): PrefixFigures[] {
  return [...ours].slice(0, SHOWN).map(([prefix, { hits, misses }]) => ({
    name: `${OWN_PREFIX}${prefix}`,
    keys: null,
    bytes: null,
    grown: null,
    evicted: 0,
    hits,
    misses,
  }));
}
