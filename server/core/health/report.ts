import 'server-only';
import { verifyApiKey } from '#server/core/auth/api-key.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { isUnavailable } from '#server/core/errors.ts';
import { type ComponentHealth, probeLightrag, probeRedis } from '#server/core/health/components.ts';
import { type PostgresHealth, probePostgres } from '#server/core/health/postgres.ts';

type Probed = { postgresql: PostgresHealth; redis: ComponentHealth; lightrag: ComponentHealth };

/** `GET /api/health`: the state of the whole and of each part, and nothing that helps an attacker. */
export async function answerHealth(): Promise<Response> {
  return answer(await probeAll(), (part) => ({ status: part.status }), {});
}

/** `GET /api/health/detailed`: the same to anybody; versions, times, reasons and the pool to who brings a key. */
export async function answerDetailedHealth(request: Request): Promise<Response> {
  const authorization = request.headers.get('authorization');
  if (authorization === null) return answerHealth();
  const probed = await probeAll();
  const known = await isKnown(authorization);
  if (known === false) {
    return Response.json(
      { detail: 'This API key is unknown, revoked or past its day.', code: 'unauthenticated' },
      { status: 401, headers: { 'cache-control': 'no-store', 'www-authenticate': 'Bearer' } },
    );
  }
  if (known === 'unknowable') return answer(probed, (part) => ({ status: part.status }), {});
  const { base, totalCount, idleCount, waitingCount } = mainPool();
  const pool = { base, open: totalCount, idle: idleCount, inUse: totalCount - idleCount, waiting: waitingCount };
  return answer(probed, (part) => part, { pool, uptime_seconds: Math.round(process.uptime()) });
}

async function probeAll(): Promise<Probed> {
  const [postgresql, redis, lightrag] = await Promise.all([probePostgres(), probeRedis(), probeLightrag()]);
  return { postgresql, redis, lightrag };
}

/** Whether the key is one of ours; not to be told while the database is away. */
async function isKnown(authorization: string): Promise<boolean | 'unknowable'> {
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
  try {
    return (await verifyApiKey(token)) !== null;
  } catch (error) {
    if (isUnavailable(error)) return 'unknowable';
    throw error;
  }
}

function answer(probed: Probed, show: (part: PostgresHealth | ComponentHealth) => object, more: object): Response {
  const status = overall(probed);
  const components = Object.fromEntries(Object.entries(probed).map(([name, part]) => [name, show(part)]));
  const headers = new Headers({ 'cache-control': 'no-store' });
  if (status === 'unhealthy') headers.set('retry-after', '5');
  const body = { status, service: 'switchboard', components, ...more };
  return Response.json(body, { status: status === 'unhealthy' ? 503 : 200, headers });
}

/** Without Postgres nothing can be answered; without the others everything can, with less. */
function overall({ postgresql, redis, lightrag }: Probed): 'healthy' | 'degraded' | 'unhealthy' {
  if (postgresql.status === 'unhealthy') return 'unhealthy';
  return [redis, lightrag].some((part) => part.status === 'unhealthy') ? 'degraded' : 'healthy';
}
