import 'server-only';
import type { Redis } from 'ioredis';
import type { z } from 'zod';
import { ALL_ANSWERS, isShowable, parseCacheKey } from '#lib/monitoring/lightrag/cache-key.ts';
import type { AnswerBase, countedSchema } from '#lib/monitoring/lightrag/pass.ts';
import { noteOwnLookUps } from '#server/core/redis/monitor-redis.ts';
import { answered, NO_TIME_OF_USE } from './answered.ts';
import { KnownKeys } from './known-keys.ts';
import { walk } from './walk.ts';

const SHOWN_BASES = 200;
/** Further ones are counted among the others, and so many times of each tell its median: what is held does not grow with Redis. */
const MOST_BASES = 2_000;
const SAMPLED = 1_000;

type Sum = Omit<AnswerBase, 'name' | 'unusedMedian'> & {
  /** How many told since when they were not used, and an even draw of those times. */
  timed: number;
  drawn: number[];
};
type Counted = z.infer<typeof countedSchema>;

/** Counts LightRAG's cached answers by knowledge base. Writes nothing. @throws the first refusal */
export async function countAnswers(
  redis: Redis,
  signal: AbortSignal,
  onStep: (seen: number, total: number) => Promise<void>,
): Promise<Counted> {
  const sums = new Map<string, Sum>();
  const known = new KnownKeys();
  let entries = 0;
  for await (const { keys, seen, total } of walk(redis, ALL_ANSWERS, signal)) {
    const looked = await look(
      redis,
      keys.filter((key) => known.add(key)),
    );
    entries += looked.length;
    for (const one of looked) if (sums.has(one.base) || sums.size < MOST_BASES) add(sums, one);
    await onStep(seen, total);
  }
  const all = [...sums].map(([name, sum]) => baseOf(name, sum)).sort((a, b) => b.bytes - a.bytes);
  const bases = all.filter(({ name }) => isShowable(name)).slice(0, SHOWN_BASES);
  const shown = bases.reduce((sum, base) => sum + base.entries, 0);
  return { bases, others: entries - shown, isExact: known.isExact };
}

type Looked = { base: string; bytes: number; unused: number | null; ends: number | null };

async function look(redis: Redis, keys: readonly string[]): Promise<Looked[]> {
  if (keys.length === 0) return [];
  const pipeline = redis.pipeline();
  for (const key of keys) pipeline.memory('USAGE', key).object('IDLETIME', key).ttl(key);
  const answers = (await pipeline.exec()) ?? [];
  noteOwnLookUps(2 * keys.length);
  return keys.flatMap((key, index) => {
    const bytes = answered(answers[3 * index]);
    const unused = answered(answers[3 * index + 1], NO_TIME_OF_USE);
    const ttl = answered(answers[3 * index + 2]);
    const parsed = parseCacheKey(key);
    // One that ended meanwhile has no size.
    if (parsed === null || typeof bytes !== 'number') return [];
    const ends = typeof ttl === 'number' && ttl >= 0 ? ttl : null;
    return [{ base: parsed.base, bytes, unused: typeof unused === 'number' ? unused : null, ends }];
  });
}

function add(sums: Map<string, Sum>, { base, bytes, unused, ends }: Looked): void {
  const sum = sums.get(base) ?? {
    ...{ entries: 0, bytes: 0, unusedLongest: null, timed: 0, drawn: [] },
    ...{ endsFirst: null, endless: 0 },
  };
  sum.entries += 1;
  sum.bytes += bytes;
  if (unused !== null) draw(sum, unused);
  if (ends === null) sum.endless += 1;
  else sum.endsFirst = Math.min(ends, sum.endsFirst ?? ends);
  sums.set(base, sum);
}

/** Each time stays with the same chance (Vitter 1985, algorithm R). */
function draw(sum: Sum, unused: number): void {
  sum.unusedLongest = Math.max(unused, sum.unusedLongest ?? unused);
  const place = sum.drawn.length < SAMPLED ? sum.drawn.length : Math.floor(Math.random() * (sum.timed + 1));
  if (place < SAMPLED) sum.drawn[place] = unused;
  sum.timed += 1;
}

function baseOf(name: string, { timed: _, drawn, ...sum }: Sum): AnswerBase {
  const sorted = drawn.toSorted((a, b) => a - b);
  return { name, ...sum, unusedMedian: sorted[Math.floor(sorted.length / 2)] ?? null };
}
