import { countOf, formatCount } from '#lib/count.ts';
import { formatBytes } from '#lib/monitoring/bytes.ts';
import type { Cause } from '#lib/monitoring/cause.ts';
import { hitRate, type PrefixFigures, type RedisFigures, type RedisSample } from './sample.ts';

const HREF = '/monitoring/redis';
const AWAY_HOLD_SECONDS = 4;
/** A cache that loses a key now and then does what it is for: told after a minute (reference: monitoring 3.5). */
const EVICTING_HOLD_SECONDS = 60;
/** One that loses this share of its keys within seconds, in two samples running, is being washed out: told at once. */
const WASHED_OUT = 0.02;
const WASHED_OUT_HOLD_SECONDS = 4;
/** Hit rate under the usual one, in points of 100 (reference: monitoring 3.5). */
const FALLEN = 0.2;
const FALLEN_HOLD_SECONDS = 60;
/** Look-ups a minute below which a rate says little. */
const ENOUGH = 100;
const FULL = 0.98;
const LIGHTRAG_HOLD_SECONDS = 20;

type Before = readonly { at: string; value: RedisSample }[];
const common: Pick<Cause, 'href' | 'since' | 'explains' | 'action'> = {
  href: HREF,
  since: null,
  explains: [],
  action: null,
};

/** What Redis and LightRAG are to blame for. */
export function causesOfRedis(newest: RedisSample, before: Before): Cause[] {
  const { figures } = newest;
  return [
    away(newest),
    ...(figures === null
      ? []
      : [refusing(figures), evicting(newest, figures, before), fallen(figures), turningAway(figures)]),
    lightragAway(newest),
  ].filter((cause) => cause !== null);
}

function away({ link }: RedisSample): Cause | null {
  if (link.state !== 'away') return null;
  return {
    ...common,
    key: 'redis:away',
    severity: 'warn',
    holdSeconds: AWAY_HOLD_SECONDS,
    sentence: 'Redis does not answer.',
    hurts: 'It costs speed alone: each process caches for itself meanwhile, and the database is asked more often.',
    step: 'See whether Redis runs at the address in REDIS_URL and lets us in; the cache returns to it by itself.',
    evidence: [link.reason],
    since: link.since,
    explains: ['redis:'],
    weight: 5,
  };
}

function evicting(newest: RedisSample, figures: RedisFigures, before: Before): Cause | null {
  const { lately, minute, max, keys, policy } = figures;
  if (lately === null || minute === null || lately.evicted === 0) return null;
  const running = figures.evictedSince > 0 && (before.at(-1)?.value.figures?.evictedSince ?? 0) > 0;
  const isWashedOut = running && lately.evicted >= Math.max(5, keys * WASHED_OUT);
  const limit = max === null ? 'its limit' : formatBytes(max);
  const filler = largest(newest.prefixes);
  const fills =
    filler === null
      ? `Redis evicts keys: its memory of ${limit} is full.`
      : `Redis evicts keys because “${filler.name}” fills its memory: ${about(filler)} of ${limit}.`;
  const rate = hitRate(minute);
  const losers = newest.prefixes.filter(({ evicted }) => evicted > 0).sort((a, b) => b.evicted - a.evicted);
  const lost = losers.slice(0, 3).map(({ name, evicted }) => `${name} about ${formatCount(Math.round(evicted))}`);
  return {
    ...common,
    key: 'redis:evicting',
    severity: 'warn',
    holdSeconds: isWashedOut ? WASHED_OUT_HOLD_SECONDS : EVICTING_HOLD_SECONDS,
    sentence: fills,
    hurts: `${countOf(minute.evicted, 'key was', 'keys were')} evicted in the last ${Math.round(minute.seconds)} s${rate === null ? '' : `; ${percent(rate)} of what was looked up was found`}.`,
    step:
      filler === null
        ? 'Raise maxmemory, or let keys end sooner.'
        : `Let keys of “${filler.name}” end sooner or keep fewer of them, or raise maxmemory above ${limit}.`,
    evidence: [
      `used_memory ${formatBytes(figures.used)}, maxmemory ${limit}, policy ${policy}.`,
      ...sizesLine(newest.prefixes),
      ...(lost.length === 0 ? [] : [`Evicted in the last minute: ${lost.join(', ')}.`]),
    ],
    weight: 10,
  };
}

/** Full, and told to evict nothing: every write fails. */
function refusing({ minute, max, used, policy, errorKinds }: RedisFigures): Cause | null {
  const refused = errorKinds.find(({ kind }) => kind === 'OOM')?.count ?? 0;
  if (refused === 0 || max === null || used < max * FULL) return null;
  return {
    ...common,
    key: 'redis:refusing',
    severity: 'crit',
    holdSeconds: 0,
    sentence: `Redis refuses writes: its memory of ${formatBytes(max)} is full and its policy is ${policy}.`,
    hurts: `${countOf(refused, 'write was', 'writes were')} refused in the last ${Math.round(minute?.seconds ?? 60)} s; what the chatbot wants to keep there is lost.`,
    step: 'Set maxmemory-policy to allkeys-lru, raise maxmemory, or clear what is not needed.',
    evidence: [`used_memory ${formatBytes(used)} of ${formatBytes(max)}.`],
    weight: 20,
    explains: ['redis:'],
  };
}

function fallen({ minute, usualHitRate }: RedisFigures): Cause | null {
  if (minute === null || usualHitRate === null || minute.hits + minute.misses < ENOUGH) return null;
  const rate = hitRate(minute);
  if (rate === null || rate > usualHitRate - FALLEN) return null;
  return {
    ...common,
    key: 'redis:hit-rate',
    severity: 'warn',
    holdSeconds: FALLEN_HOLD_SECONDS,
    sentence: `Redis finds ${percent(rate)} of what is looked up; ${percent(usualHitRate)} is usual.`,
    hurts: `${formatCount(minute.misses)} look-ups in the last ${Math.round(minute.seconds)} s had to be answered the long way.`,
    step: 'See below which prefix misses, and whether its keys were cleared, evicted or end too soon.',
    evidence: [`${formatCount(minute.hits)} found, ${formatCount(minute.misses)} not.`],
    weight: 4,
  };
}

function turningAway({ minute, clients }: RedisFigures): Cause | null {
  if (minute === null || minute.rejected === 0) return null;
  return {
    ...common,
    key: 'redis:rejecting',
    severity: 'warn',
    holdSeconds: 0,
    sentence: `Redis turns clients away: ${formatCount(clients)} are connected, which is its limit.`,
    hurts: `${countOf(minute.rejected, 'connection was', 'connections were')} refused in the last ${Math.round(minute.seconds)} s.`,
    step: 'Find the program that leaves connections open, or raise maxclients.',
    evidence: [],
    weight: 8,
  };
}

function lightragAway({ lightrag }: RedisSample): Cause | null {
  if (lightrag.status !== 'unhealthy') return null;
  return {
    ...common,
    key: 'lightrag:away',
    severity: 'warn',
    holdSeconds: LIGHTRAG_HOLD_SECONDS,
    sentence: 'LightRAG does not answer.',
    hurts: 'The chatbot finds nothing in its knowledge bases but what is cached; nothing here suffers.',
    step: 'See whether LightRAG runs at the address in LIGHTRAG_URL, and what its log says.',
    evidence: [lightrag.reason ?? 'Its health was not told within 1 s.'],
    weight: 6,
  };
}

/** The prefix that takes at least half of what is stored. */
function largest(prefixes: readonly PrefixFigures[]): PrefixFigures | null {
  const [first] = bySize(prefixes);
  const all = prefixes.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  return first !== undefined && (first.bytes ?? 0) * 2 >= all && all > 0 ? first : null;
}

function sizesLine(prefixes: readonly PrefixFigures[]): string[] {
  const sizes = bySize(prefixes).slice(0, 4);
  if (sizes.length === 0) return [];
  const words = sizes.map((one) => `${one.name} ${about(one)} in ${formatCount(Math.round(one.keys ?? 0))} keys`);
  return [`By prefix: ${words.join(', ')}.`];
}

function bySize(prefixes: readonly PrefixFigures[]): PrefixFigures[] {
  return prefixes.filter(({ bytes }) => bytes !== null).sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0));
}

function about({ bytes }: PrefixFigures): string {
  return `about ${formatBytes(bytes ?? 0)}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
