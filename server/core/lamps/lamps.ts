import 'server-only';
import { type Lamp, stale } from '#lib/lamps.ts';
import { roleMay } from '#lib/roles.ts';
import { formatSpan } from '#lib/time.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { type ComponentHealth, probeLightrag } from '#server/core/health/components.ts';
import { ingestFigures } from '#server/core/health/ingest.ts';
import { onceASecond } from '#server/core/health/once-a-second.ts';
import { probePostgres } from '#server/core/health/postgres.ts';
import { getFacts } from '#server/core/lamps/facts.ts';
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
import { sharedAcrossBundles } from '#server/core/shared-state.ts';
import { within } from '#server/core/within.ts';

/** A hung server must not hold the row back: past this, a probe has not answered. */
const LIMIT_MS = 1_000;
/** A row older than this is shown as old: what it says may be over. */
const NEW_MS = 2_000;

/** As a page or the row's own route measured it last. */
const lastMeasured = sharedAcrossBundles<{ row: Measured[]; at: number }>('lamps', { row: [], at: 0 });

/** Where the cause of a lamp's colour is told; of the others the health page tells most. */
const monitoringPages: Partial<Record<Lamp['id'], string>> = {
  postgres: '/monitoring',
  pool: '/monitoring/pool',
  redis: '/monitoring/redis',
  lightrag: '/monitoring/redis',
};

/**
 * The lamp row, measured within a second even when nothing answers.
 * @param withinMs past which the row as it was last measured is enough, told as old where it is, or none when it never was
 */
export async function findLamps(actor: Actor, withinMs = Number.POSITIVE_INFINITY): Promise<Lamp[]> {
  requirePermission(actor, 'lamps.read');
  const may = (permission: 'health.read' | 'monitoring.read') =>
    actor.kind !== 'user' || roleMay(actor.role, permission);
  const measured = await (Number.isFinite(withinMs) ? within(withinMs, measureLamps(), null) : measureLamps());
  const row = (measured ?? lastMeasured.row).map((lamp) => {
    const page = monitoringPages[lamp.id];
    if (page !== undefined && may('monitoring.read')) return { ...lamp, href: page };
    return { ...lamp, href: may('health.read') ? `/settings/health#${lamp.id}` : '/' };
  });
  const age = Date.now() - lastMeasured.at;
  return measured === null && age > NEW_MS ? stale(row, formatSpan(age), 'It is being measured again.') : row;
}

/** Begins to measure, for whoever will ask for the row in a moment. However many ask, it is measured once a second. */
export const measureLamps = onceASecond(() => inWork('lamps', measure));

async function measure(): Promise<Measured[]> {
  const unanswered = { status: 'unhealthy' as const, since: new Date() };
  const [postgres, facts, lightrag] = await Promise.all([
    within(LIMIT_MS, probePostgres(), unanswered),
    within(LIMIT_MS, getFacts(), null),
    within<ComponentHealth, ComponentHealth>(LIMIT_MS, probeLightrag(), { status: 'unhealthy' }),
    within(
      LIMIT_MS,
      withRedis((redis) => redis.ping()),
      undefined,
    ),
  ]);
  const { inUse, max, waitingCount } = mainPool();
  const row = [
    postgresLamp(postgres, facts?.stale ?? 0),
    poolLamp({ inUse, max, waiting: waitingCount }),
    ingestLamp(ingestFigures(), facts, new Date()),
    redisLamp(redisState()),
    lightragLamp(lightrag),
    jobsLamp(facts === null ? 'unseen' : facts.workerSeconds),
  ];
  Object.assign(lastMeasured, { row, at: Date.now() });
  return row;
}
