import 'server-only';
import { timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { type Failure, fail, ok, type Result } from '#lib/result.ts';
import { type Scope, scopes } from '#lib/roles.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, actorTag, type KeyActor, requirePermission, sealActor } from '#server/core/auth/actor.ts';
import { generateKey, hashSecret, isKeyShaped } from '#server/core/auth/key-format.ts';
import { ingestPool } from '#server/core/db/ingest-pool.ts';
import { onClient } from '#server/core/db/on-client.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { inTransaction } from '#server/core/db/transaction.ts';
import { isUnavailable } from '#server/core/errors.ts';
import { log } from '#server/core/log.ts';
import { withinLoop } from '#server/core/loop-timeout.ts';
import { noteActor } from '#server/core/request-context.ts';

// A revoked key is refused within one second: what is known about it counts for 0.8 s, and one in use is asked about
// before that, so that no request waits for it.
const CACHE_MS = 800;
const ASK_AGAIN_MS = 400;
/** A database that hangs must not hold programs back: they are told to come again. */
const ANSWER_WITHIN_MS = 700;
/**
 * While the database does not answer, what it said last of a key counts for so long where the scope only reads what this
 * process has in memory: that is when it is needed most, and nothing of what people wrote is in it.
 */
const GRACE_MS: Partial<Record<Scope, number>> = { 'metrics:read': 300_000 };
const LAST_USE_MS = 60_000;

const storedKey = z.object({
  id: z.string(),
  name: z.string(),
  hash: z.instanceof(Uint8Array),
  scopes: z.array(z.enum(scopes)),
  expires_at: z.date().nullable(),
});
type StoredKey = z.infer<typeof storedKey>;

const known = new LRUCache<string, { at: number; key: StoredKey | null }>({ max: 5000 });
const asked = new Map<string, Promise<StoredKey | null>>();
const lastUse = new LRUCache<string, number>({ max: 5000 });

export type NewKey = { name: string; scopes: readonly Scope[]; expiresAt: Date | null };

/** Makes a key and returns its text, which is kept nowhere and cannot be shown again. */
export async function createApiKey(actor: Actor, wanted: NewKey): Promise<Result<{ id: string; key: string }>> {
  requirePermission(actor, 'keys.edit');
  if (wanted.scopes.length === 0)
    return fail('invalid', 'A key needs at least one scope.', {
      fieldErrors: { scopes: 'Choose at least one scope.' },
    });
  const key = generateKey();
  return inTransaction(actor, async (tx) => {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      insert into api_keys (name, prefix, hash, scopes, created_by, expires_at)
      values (${wanted.name}, ${key.slice(0, 9)}, ${hashSecret(key)}, ${[...wanted.scopes]}, ${actorTag(actor)}, ${wanted.expiresAt})
      returning id::text`;
    const id =
      z
        .array(z.object({ id: z.string() }))
        .length(1)
        .parse(rows)[0]?.id ?? '';
    await recordAudit(tx, actor, {
      action: 'key.create',
      targetType: 'key',
      targetId: id,
      details: { scopes: [...wanted.scopes] },
    });
    return ok({ id, key });
  });
}

/** Revokes a key: refused everywhere within one second, where the database answers. */
export async function revokeApiKey(actor: Actor, id: string): Promise<Result<null>> {
  requirePermission(actor, 'keys.edit');
  return inTransaction(actor, async (tx) => {
    const count = await tx.$executeRaw`
      update api_keys set revoked_at = now(), revoked_by = ${actorTag(actor)} where id = ${id}::uuid and revoked_at is null`;
    if (count === 0) return fail('not_found', 'This key is not there or is already revoked.');
    await recordAudit(tx, actor, { action: 'key.revoke', targetType: 'key', targetId: id });
    return ok(null);
  });
}

/**
 * The key behind a token, or null when it is unknown, revoked or past its day.
 * @param graceMs how long one that was known counts while the database does not answer
 */
export async function verifyApiKey(token: string, now = new Date(), graceMs = 0): Promise<(Actor & KeyActor) | null> {
  if (!isKeyShaped(token)) return null;
  const hash = hashSecret(token);
  const stored = await remembered(hash, graceMs);
  if (stored === null || !timingSafeEqual(stored.hash, hash)) return null;
  if (stored.expires_at !== null && stored.expires_at <= now) return null;
  const actor = sealActor({ kind: 'key', id: stored.id, name: stored.name, scopes: stored.scopes });
  noteActor(actorTag(actor));
  noteUse(stored.id, now);
  return actor;
}

/** The key of an `Authorization: Bearer …` header if it has `scope`; for listeners that answer before Next. */
export async function keyActor(
  authorization: string | null | undefined,
  scope: Scope,
): Promise<Result<Actor & KeyActor>> {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return fail('unauthenticated', 'This asks for an API key: Authorization: Bearer sb_….');
  try {
    const actor = await verifyApiKey(token, new Date(), GRACE_MS[scope]);
    if (actor === null) return fail('unauthenticated', 'This API key is unknown, revoked or past its day.');
    if (!actor.scopes.includes(scope)) return fail('forbidden', `This API key lacks the scope ${scope}.`);
    return ok(actor);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return fail('unavailable', 'The key could not be checked: the database did not answer.', { retryAfterSeconds: 2 });
  }
}

/** The key of a request if it has `scope`, else the contract's refusal to send back. */
export async function requireApiKey(request: Request, scope: Scope): Promise<(Actor & KeyActor) | Response> {
  const result = await keyActor(request.headers.get('authorization'), scope);
  return result.ok ? result.value : keyRefusal(result);
}

const statuses: Partial<Record<Failure['code'], number>> = { unauthenticated: 401, forbidden: 403, unavailable: 503 };

/** The contract's answer to a request whose key is refused. */
export function keyRefusal(failure: Failure): Response {
  const status = statuses[failure.code] ?? 400;
  const headers = new Headers({ 'cache-control': 'no-store' });
  if (status === 401) headers.set('www-authenticate', 'Bearer');
  if (failure.retryAfterSeconds !== undefined) headers.set('retry-after', String(failure.retryAfterSeconds));
  return Response.json({ detail: failure.message, code: failure.code }, { status, headers });
}

async function remembered(hash: Buffer, graceMs: number): Promise<StoredKey | null> {
  const name = hash.toString('base64');
  const entry = known.get(name);
  const age = entry === undefined ? Number.POSITIVE_INFINITY : performance.now() - entry.at;
  if (entry === undefined || age >= CACHE_MS)
    return ask(name, hash).catch((error: unknown) => {
      if (entry?.key && age <= graceMs && isUnavailable(error)) return entry.key;
      throw error;
    });
  // One that fails is asked again by the request that needs it.
  if (age >= ASK_AGAIN_MS) ask(name, hash).catch(() => {});
  return entry.key;
}

/** Looks a key up, once however many ask; what is found counts from when it was asked for. */
function ask(name: string, hash: Buffer): Promise<StoredKey | null> {
  const underWay = asked.get(name);
  if (underWay !== undefined) return underWay;
  const at = performance.now();
  const answer = findKey(hash)
    .then((key) => {
      known.set(name, { at, key });
      return key;
    })
    .finally(() => asked.delete(name));
  asked.set(name, answer);
  return answer;
}

const FIND_KEY = 'select id::text, name, hash, scopes, expires_at from api_keys where hash = $1 and revoked_at is null';

/** Over the ingest's connections: a program is known while pages hold all of the main pool. */
async function findKey(hash: Buffer): Promise<StoredKey | null> {
  const { rows } = await withinLoop(ANSWER_WITHIN_MS, (signal) =>
    onClient(ingestPool(), signal, (client) => client.query(FIND_KEY, [hash])),
  );
  return z.array(storedKey).parse(rows)[0] ?? null;
}

/** A key's last use is written at most once a minute, behind the answer. */
function noteUse(id: string, now: Date): void {
  if (now.getTime() - (lastUse.get(id) ?? 0) < LAST_USE_MS) return;
  lastUse.set(id, now.getTime());
  writeLastUse(id, now).catch((error: Error) => log.warn({ event: 'key.last_use_unwritten', message: error.message }));
}

async function writeLastUse(id: string, now: Date): Promise<void> {
  await prisma().$executeRaw`
    update api_keys set last_used_at = ${now}
    where id = ${id}::uuid and (last_used_at is null or last_used_at < ${now}::timestamptz - interval '1 minute')`;
}
