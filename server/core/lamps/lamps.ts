import 'server-only';
import type { Lamp } from '#lib/lamps.ts';
import { roleMay } from '#lib/roles.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { type ComponentHealth, probeLightrag } from '#server/core/health/components.ts';
import { ingestFigures } from '#server/core/health/ingest.ts';
import { onceASecond } from '#server/core/health/once-a-second.ts';
import { probePostgres } from '#server/core/health/postgres.ts';
import { type Facts, getFacts } from '#server/core/lamps/facts.ts';
import {
  ingestLamp,
  jobsLamp,
  lightragLamp,
  type Measured,
  poolLamp,
  postgresLamp,
  redisLamp,
} from '#server/core/lamps/words.ts';
import { redisState, withRedis } from '#server/core/redis/redis.ts';
import { inWork } from '#server/core/request-context.ts';

/** A hung server must not hold the row back: past this, a probe has not answered. */
const LIMIT_MS = 1_000;

/** The lamp row, measured within a second even when nothing answers. */
export async function findLamps(actor: Actor): Promise<Lamp[]> {
  requirePermission(actor, 'lamps.read');
  const mayLook = actor.kind !== 'user' || roleMay(actor.role, 'health.read');
  const measured = await measureLamps();
  return measured.map((lamp) => ({ ...lamp, href: mayLook ? `/settings/health#${lamp.id}` : '/' }));
}

/** Begins to measure, for whoever will ask for the row in a moment. However many ask, it is measured once a second. */
export const measureLamps = onceASecond(() => inWork('lamps', measure));

async function measure(): Promise<Measured[]> {
  const unanswered = { status: 'unhealthy' as const, since: new Date() };
  const [postgres, facts, lightrag] = await Promise.all([
    within(probePostgres(), unanswered),
    within<Facts | null>(getFacts(), null),
    within<ComponentHealth>(probeLightrag(), { status: 'unhealthy' }),
    within(
      withRedis((redis) => redis.ping()),
      undefined,
    ),
  ]);
  const { inUse, max, waitingCount } = mainPool();
  return [
    postgresLamp(postgres, facts?.stale ?? 0),
    poolLamp({ inUse, max, waiting: waitingCount }),
    ingestLamp(ingestFigures(), facts, new Date()),
    redisLamp(redisState()),
    lightragLamp(lightrag),
    jobsLamp(facts === null ? 'unseen' : facts.workerSeconds),
  ];
}

function within<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  return Promise.race([answer, new Promise<T>((resolve) => setTimeout(resolve, LIMIT_MS, otherwise).unref())]);
}
