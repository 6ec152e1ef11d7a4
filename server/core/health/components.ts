import 'server-only';
import { unescape as percentDecoded } from 'node:querystring';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { env } from '#server/core/env.ts';
import { onceASecond } from '#server/core/health/once-a-second.ts';
import { redisState, withRedis } from '#server/core/redis/redis.ts';

export type ComponentHealth = {
  status: 'healthy' | 'unhealthy' | 'not_configured';
  latencyMs?: number;
  reason?: string;
};

const LIGHTRAG_WITHIN_MS = 1_000;
const REDIS_TRIES = 3;
const REDIS_PAUSE_MS = 100;
const failureSchema = z.object({ cause: z.object({ code: z.string().regex(/^[A-Z][A-Z0-9_]{0,39}$/) }) });

/** Whether Redis answers; asked once a second at most. One that is still being connected is given a third of a second. */
export const probeRedis = onceASecond(askRedis);

/** Whether LightRAG's own health address answers within a second; asked once a second at most. */
export const probeLightrag = onceASecond(askLightrag);

async function askRedis(): Promise<ComponentHealth> {
  if (env().REDIS_URL === undefined) return { status: 'not_configured' };
  redisState();
  for (let attempt = 0; attempt < REDIS_TRIES; attempt += 1) {
    const started = performance.now();
    const answer = await withRedis((redis) => redis.ping());
    if (answer.ok) return { status: 'healthy', latencyMs: Math.round(performance.now() - started) };
    await sleep(REDIS_PAUSE_MS);
  }
  const state = redisState();
  return { status: 'unhealthy', reason: state.state === 'away' ? state.reason : undefined };
}

async function askLightrag(): Promise<ComponentHealth> {
  const base = env().LIGHTRAG_URL;
  if (base === undefined) return { status: 'not_configured' };
  const started = performance.now();
  try {
    const { url, headers } = requestOf(new URL('health', base.endsWith('/') ? base : `${base}/`));
    const response = await fetch(url, {
      headers,
      signal: AbortSignal.timeout(LIGHTRAG_WITHIN_MS),
      redirect: 'manual',
    });
    await response.body?.cancel();
    if (!response.ok) return { status: 'unhealthy', reason: `It answered ${response.status}.` };
    return { status: 'healthy', latencyMs: Math.round(performance.now() - started) };
  } catch (error) {
    return { status: 'unhealthy', reason: reasonOf(error) };
  }
}

/** An address as fetch takes it: a user and a password in it go into a header, as a browser does it. */
function requestOf(address: URL): { url: URL; headers: Record<string, string> } {
  const { username, password } = address;
  if (username === '' && password === '') return { url: address, headers: {} };
  const url = new URL(address);
  url.username = '';
  url.password = '';
  const credentials = Buffer.from(`${percentDecoded(username)}:${percentDecoded(password)}`).toString('base64');
  return { url, headers: { authorization: `Basic ${credentials}` } };
}

/** Why nothing was answered. What the error itself says is not passed on: it may hold the address with its password. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `It did not answer within ${LIGHTRAG_WITHIN_MS / 1_000} s.`;
  const { success, data } = failureSchema.safeParse(error);
  return success ? `It cannot be reached (${data.cause.code}).` : 'It cannot be reached.';
}
