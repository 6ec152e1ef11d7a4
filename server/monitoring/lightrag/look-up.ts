import 'server-only';
import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { cacheKey, foldQuestion } from '#lib/monitoring/lightrag/cache-key.ts';
import type { CachedAnswer } from '#lib/monitoring/lightrag/pass.ts';
import { type MaskRules, maskText } from '#lib/privacy/mask.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { currentMaskRules } from '#server/core/privacy/mask-rules.ts';
import { monitoredRedis } from '#server/core/redis/monitor-redis.ts';
import { getAnswerCache } from './passes.ts';

const READ = 200_000;
const SHOWN = 4_000;

/**
 * The answers cached for a question, of every knowledge base that was counted last: lower-cased, white space folded, MD5. Personal data is masked.
 * To Redis it is a use of the entry.
 */
export async function findCachedAnswers(actor: Actor, question: string): Promise<Result<CachedAnswer[]>> {
  requirePermission(actor, 'monitoring.read');
  requirePermission(actor, 'conversations.read');
  const link = await monitoredRedis();
  if (link.state === 'unset') return fail('unavailable', 'REDIS_URL is not set, so no cached answer can be seen.');
  if (link.state === 'away') return fail('unavailable', 'Redis does not answer. Try again when its lamp is lit.');
  const { counted } = await getAnswerCache(actor);
  if (counted === null) return fail('conflict', 'Count the entries first: the knowledge bases are known from that.');
  const md5 = createHash('md5').update(foldQuestion(question)).digest('hex');
  const rules = await currentMaskRules();
  const found = await Promise.all(counted.bases.map(({ name }) => look(link.redis, name, md5, rules)));
  return ok(found.filter((answer) => answer !== null));
}

async function look(redis: Redis, base: string, md5: string, rules: MaskRules): Promise<CachedAnswer | null> {
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
  const [bytes, unused, ttl, type, text] = (answers ?? []).map(([, value]) => value);
  if (typeof bytes !== 'number') return null;
  const common = {
    base,
    bytes,
    unusedSeconds: typeof unused === 'number' ? unused : null,
    endsInSeconds: typeof ttl === 'number' && ttl >= 0 ? ttl : null,
  };
  if (typeof text !== 'string')
    return { ...common, text: `A value of the kind ${String(type)}, which is not shown.`, cut: false };
  // Masked whole before it is cut: half a number is none.
  const masked = maskText(readable(text), rules).text;
  return { ...common, text: masked.slice(0, SHOWN), cut: masked.length > SHOWN || text.length > READ };
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
