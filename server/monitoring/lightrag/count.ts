import 'server-only';
import type { Redis } from 'ioredis';
import type { z } from 'zod';
import { ALL_ANSWERS, isShowable, parseCacheKey } from '#lib/monitoring/lightrag/cache-key.ts';
import type { AnswerBase, countedSchema } from '#lib/monitoring/lightrag/pass.ts';
import { noteOwnLookUps } from '#server/core/redis/monitor-redis.ts';
import { answered, NO_TIME_OF_USE } from './answered.ts';
import { walk } from './walk.ts';

const SHOWN_BASES = 200;

type Sum = { entries: number; bytes: number; unused: number[]; endsFirst: number | null; endless: number };
type Counted = z.infer<typeof countedSchema>;

/** Counts LightRAG's cached answers by knowledge base. Writes nothing. @throws the first refusal */
export async function countAnswers(
  redis: Redis,
  signal: AbortSignal,
  onStep: (seen: number, total: number) => Promise<void>,
): Promise<Counted> {
  const sums = new Map<string, Sum>();
  const known = new Set<string>();
  for await (const { keys, seen, total } of walk(redis, ALL_ANSWERS, signal)) {
    const fresh = keys.filter((key) => !known.has(key));
    for (const key of fresh) known.add(key);
    for (const one of await look(redis, fresh)) add(sums, one);
    await onStep(seen, total);
  }
  const all = [...sums].map(([name, sum]) => baseOf(name, sum)).sort((a, b) => b.bytes - a.bytes);
  const bases = all.filter(({ name }) => isShowable(name)).slice(0, SHOWN_BASES);
  return { bases, others: entriesOf(all) - entriesOf(bases) };
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
  const sum = sums.get(base) ?? { entries: 0, bytes: 0, unused: [], endsFirst: null, endless: 0 };
  sum.entries += 1;
  sum.bytes += bytes;
  if (unused !== null) sum.unused.push(unused);
  if (ends === null) sum.endless += 1;
  else sum.endsFirst = Math.min(ends, sum.endsFirst ?? ends);
  sums.set(base, sum);
}

function entriesOf(bases: readonly AnswerBase[]): number {
  return bases.reduce((sum, { entries }) => sum + entries, 0);
}

function baseOf(name: string, { entries, bytes, unused, endsFirst, endless }: Sum): AnswerBase {
  const sorted = unused.toSorted((a, b) => a - b);
  return {
    name,
    entries,
    bytes,
    unusedMedian: sorted[Math.floor(sorted.length / 2)] ?? null,
    unusedLongest: sorted.at(-1) ?? null,
    endsFirst,
    endless,
  };
}
