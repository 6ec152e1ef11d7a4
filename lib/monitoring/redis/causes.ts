import { countOf, formatCount } from '#lib/count.ts';
import { formatBytes } from '#lib/monitoring/bytes.ts';
import type { Cause } from '#lib/monitoring/cause.ts';
import { defaultRules, type Rules } from '#lib/monitoring/rules/in-force.ts';
import { gradeAt, gradeOf } from '#lib/monitoring/rules/rule.ts';
import { hitRate, type PrefixFigures, type RedisFigures, type RedisSample } from './sample.ts';

const HREF = '/monitoring/redis';
/** Look-ups a minute below which a rate says little. */
const ENOUGH = 100;
const FULL = 0.98;
/** Fewer keys than that are never a sign. */
const FEWEST_EVICTED = 5;

type Before = readonly { at: string; value: RedisSample }[];
const common: Pick<Cause, 'href' | 'since' | 'explains' | 'action'> = {
  href: HREF,
  since: null,
  explains: [],
  action: null,
};

/** What Redis and LightRAG are to blame for. */
export function causesOfRedis(newest: RedisSample, before: Before, rules: Rules = defaultRules): Cause[] {
  const { figures } = newest;
  return [
    away(newest, rules),
    ...(figures === null
      ? []
      : [
          refusing(figures, rules),
          evicting(newest, figures, before, rules),
          fallen(figures, rules),
          turningAway(figures, rules),
        ]),
    lightragAway(newest, rules),
  ].filter((cause) => cause !== null);
}

function away({ link }: RedisSample, rules: Rules): Cause | null {
  const grade = gradeAt(rules('redis.away'), 'warn');
  if (link.state !== 'away' || grade === null) return null;
  return {
    ...common,
    ...grade,
    key: 'redis:away',
    sentence: 'Redis does not answer.',
    hurts: 'It costs speed alone: each process caches for itself meanwhile, and the database is asked more often.',
    step: 'See whether Redis runs at the address in REDIS_URL and lets us in; the cache returns to it by itself.',
    evidence: [link.reason],
    since: link.since,
    explains: ['redis:'],
    weight: 5,
  };
}

function evicting(newest: RedisSample, figures: RedisFigures, before: Before, rules: Rules): Cause | null {
  const { lately, minute, max, keys, policy } = figures;
  if (lately === null || minute === null || lately.evicted === 0) return null;
  const running = figures.evictedSince > 0 && (before.at(-1)?.value.figures?.evictedSince ?? 0) > 0;
  const share = running && lately.evicted >= FEWEST_EVICTED ? (100 * lately.evicted) / Math.max(1, keys) : 0;
  const grade = gradeOf(rules('redis.washed_out'), share) ?? gradeAt(rules('redis.evicting'), 'warn');
  if (grade === null) return null;
  const limit = max === null ? 'its limit' : formatBytes(max);
  const { elsewhere, found, used } = figures;
  const isElsewhere = figures.sizesUnseen === null && elsewhere > 0 && found * 2 < used;
  const filler = isElsewhere ? null : largest(newest.prefixes);
  const full = `Redis evicts keys: its memory of ${limit} is full`;
  const unnamed = isElsewhere
    ? `${full}, and about ${formatBytes(found)} of that was found; other databases of it hold the rest and are not seen.`
    : `${full}.`;
  const rate = hitRate(minute);
  const losers = newest.prefixes.filter(({ evicted }) => evicted > 0).sort((a, b) => b.evicted - a.evicted);
  const lost = losers.slice(0, 3).map(({ name, evicted }) => `${name} about ${formatCount(Math.round(evicted))}`);
  return {
    ...common,
    ...grade,
    key: 'redis:evicting',
    sentence:
      filler === null
        ? unnamed
        : `Redis evicts keys because “${filler.name}” fills its memory: ${about(filler)} of ${limit}.`,
    hurts: `${countOf(minute.evicted, 'key was', 'keys were')} evicted in the last ${Math.round(minute.seconds)} s${rate === null ? '' : `; ${percent(rate)} of what was looked up was found`}.`,
    step:
      filler === null
        ? 'Raise maxmemory, or let keys end sooner.'
        : `Let keys of “${filler.name}” end sooner or keep fewer of them, or raise maxmemory above ${limit}.`,
    evidence: [
      `used_memory ${formatBytes(used)}, maxmemory ${limit}, policy ${policy}.`,
      ...sizesLine(newest.prefixes),
      ...(elsewhere === 0 ? [] : [`${formatCount(elsewhere)} of ${formatCount(keys)} keys are in other databases.`]),
      ...(lost.length === 0 || isElsewhere ? [] : [`Evicted in the last minute: ${lost.join(', ')}.`]),
    ],
    weight: 10,
  };
}

/** Full, and told to evict nothing: every write fails. */
function refusing({ minute, max, used, policy, errorKinds }: RedisFigures, rules: Rules): Cause | null {
  const grade = gradeAt(rules('redis.refusing'), 'crit');
  const refused = errorKinds.find(({ kind }) => kind === 'OOM')?.count ?? 0;
  if (grade === null || refused === 0 || max === null || used < max * FULL) return null;
  return {
    ...common,
    ...grade,
    key: 'redis:refusing',
    sentence: `Redis refuses writes: its memory of ${formatBytes(max)} is full and its policy is ${policy}.`,
    hurts: `${countOf(refused, 'write was', 'writes were')} refused in the last ${Math.round(minute?.seconds ?? 60)} s; what the chatbot wants to keep there is lost.`,
    step: 'Set maxmemory-policy to allkeys-lru, raise maxmemory, or clear what is not needed.',
    evidence: [`used_memory ${formatBytes(used)} of ${formatBytes(max)}.`],
    weight: 20,
    explains: ['redis:'],
  };
}

function fallen({ minute, usualHitRate }: RedisFigures, rules: Rules): Cause | null {
  if (minute === null || usualHitRate === null || minute.hits + minute.misses < ENOUGH) return null;
  const rate = hitRate(minute);
  const grade = rate === null ? null : gradeOf(rules('redis.hit_rate'), 100 * (usualHitRate - rate));
  if (rate === null || grade === null) return null;
  return {
    ...common,
    ...grade,
    key: 'redis:hit-rate',
    sentence: `Redis finds ${percent(rate)} of what is looked up; ${percent(usualHitRate)} is usual.`,
    hurts: `${formatCount(minute.misses)} look-ups in the last ${Math.round(minute.seconds)} s had to be answered the long way.`,
    step: 'See below which prefix misses, and whether its keys were cleared, evicted or end too soon.',
    evidence: [`${formatCount(minute.hits)} found, ${formatCount(minute.misses)} not.`],
    weight: 4,
  };
}

function turningAway({ minute, clients }: RedisFigures, rules: Rules): Cause | null {
  const grade = gradeAt(rules('redis.rejecting'), 'warn');
  if (grade === null || minute === null || minute.rejected === 0) return null;
  return {
    ...common,
    ...grade,
    key: 'redis:rejecting',
    sentence: `Redis turns clients away: ${formatCount(clients)} are connected, which is its limit.`,
    hurts: `${countOf(minute.rejected, 'connection was', 'connections were')} refused in the last ${Math.round(minute.seconds)} s.`,
    step: 'Find the program that leaves connections open, or raise maxclients.',
    evidence: [],
    weight: 8,
  };
}

function lightragAway({ lightrag }: RedisSample, rules: Rules): Cause | null {
  const grade = gradeAt(rules('lightrag.away'), 'warn');
  if (grade === null || lightrag.status !== 'unhealthy') return null;
  return {
    ...common,
    ...grade,
    key: 'lightrag:away',
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
