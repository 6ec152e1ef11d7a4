import 'server-only';
import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { cacheKey, foldQuestion } from '#lib/monitoring/lightrag/cache-key.ts';
import type { CachedAnswer, FoundAnswers } from '#lib/monitoring/lightrag/pass.ts';
import { baseOfPrefix } from '#lib/monitoring/redis/key-prefix.ts';
import { type MaskRules, maskText } from '#lib/privacy/mask.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { currentMaskRules } from '#server/core/privacy/mask-rules.ts';
import { monitoredRedis } from '#server/core/redis/monitor-redis.ts';
import { getLatest } from '#server/monitoring/latest.ts';
import { refusalSentence } from '#server/monitoring/redis/refused.ts';
import { answered, NO_TEXT, NO_TIME_OF_USE } from './answered.ts';
import { getAnswerCache } from './passes.ts';

const seenSchema = z.object({ prefixes: z.array(z.object({ name: z.string() })) });
const READ = 200_000;
const SHOWN = 4_000;
const AWAY = 'Redis does not answer. Try again when its lamp is lit.';
const ASKED = {
  blinds: 'Whether an answer is cached is not known.',
  rules: '+memory|usage +object|idletime +ttl +type +getrange',
  keys: '~lightrag:*',
};

/**
 * The answers cached for a question, of every knowledge base that was counted last or is seen in Redis now: lower-cased, white space folded, MD5. Personal data is masked.
 * To Redis it is a use of the entry.
 */
export async function findCachedAnswers(actor: Actor, question: string): Promise<Result<FoundAnswers>> {
  requirePermission(actor, 'monitoring.read');
  requirePermission(actor, 'conversations.read');
  const link = await monitoredRedis();
  if (link.state === 'unset') return fail('unavailable', 'REDIS_URL is not set, so no cached answer can be seen.');
  if (link.state === 'away') return fail('unavailable', AWAY);
  const { counted } = await getAnswerCache(actor);
  const bases = [...new Set([...(counted?.bases ?? []).map(({ name }) => name), ...basesSeen(actor)])];
  if (bases.length === 0) return fail('conflict', 'Count the entries first: the knowledge bases are known from that.');
  const md5 = createHash('md5').update(foldQuestion(question)).digest('hex');
  const rules = await currentMaskRules();
  const entries = await Promise.all(bases.map((base) => read(link.redis, base, md5))).catch(
    (error: unknown) => refusalSentence(error, ASKED) ?? AWAY,
  );
  if (typeof entries === 'string') return fail('unavailable', entries);
  const answers = entries.filter((entry) => entry !== null).map((entry) => shown(entry, rules));
  return ok({ answers, bases: bases.length, countedAt: counted?.at ?? null, others: counted?.others ?? 0 });
}

/** Those among the prefixes of the newest sample of Redis: what came after the count, or was too small to be listed by it. */
function basesSeen(actor: Actor): string[] {
  const panel = getLatest(actor, 'redis');
  const sample = panel.state === 'blind' ? null : seenSchema.safeParse(panel.value);
  return sample?.success ? sample.data.prefixes.flatMap(({ name }) => baseOfPrefix(name) ?? []) : [];
}

type Entry = Omit<CachedAnswer, 'text' | 'cut'> & { kind: string; value: string | null };

/** @throws what Redis refused, or that it does not answer */
async function read(redis: Redis, base: string, md5: string): Promise<Entry | null> {
  const key = cacheKey(base, md5);
  // In this order: reading the value is a use, after which it was unused for no time.
  const answers = await redis
    .pipeline()
    .memory('USAGE', key)
    .object('IDLETIME', key)
    .ttl(key)
    .type(key)
    .getrange(key, 0, READ)
    .exec();
  const [size, idle, end, type, text] = answers ?? [];
  const [bytes, unused, ttl] = [answered(size), answered(idle, NO_TIME_OF_USE), answered(end)];
  const [kind, value] = [String(answered(type)), answered(text, NO_TEXT)];
  if (typeof bytes !== 'number') return null;
  return {
    base,
    bytes,
    unusedSeconds: typeof unused === 'number' ? unused : null,
    endsInSeconds: typeof ttl === 'number' && ttl >= 0 ? ttl : null,
    kind,
    value: typeof value === 'string' ? value : null,
  };
}

function shown({ kind, value, ...entry }: Entry, rules: MaskRules): CachedAnswer {
  if (value === null) return { ...entry, text: `A value of the kind ${kind}, which is not shown.`, cut: false };
  // Masked whole before it is cut: half a number is none.
  const masked = maskText(readable(value), rules).text;
  return { ...entry, text: masked.slice(0, SHOWN), cut: masked.length > SHOWN || value.length > READ };
}

/** JSON laid out, its escapes undone, so that masking sees what a reader would. */
function readable(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  } catch {
    return text;
  }
}
