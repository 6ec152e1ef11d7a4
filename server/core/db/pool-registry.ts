import 'server-only';
import type { PoolMeter } from '#server/core/db/pool-meter.ts';

/** A pool as monitoring reads it. */
export type MeteredPool = {
  readonly applicationName: string;
  readonly base: number;
  readonly max: number;
  readonly totalCount: number;
  readonly idleCount: number;
  readonly ended: boolean;
  readonly meter: PoolMeter;
};

const key = Symbol.for('switchboard.metered-pools');

/** Makes a pool known to `openPools`, from its making to its end. */
export function registerPool(pool: MeteredPool): void {
  const pools = registry();
  for (const one of pools) if (one.ended) pools.delete(one);
  pools.add(pool);
}

/** Every pool of this process that has not ended, whichever bundle made it. */
export function openPools(): MeteredPool[] {
  return [...registry()].filter((pool) => !pool.ended);
}

function registry(): Set<MeteredPool> {
  const existing: Set<MeteredPool> | undefined = Reflect.get(globalThis, key);
  if (existing !== undefined) return existing;
  const fresh = new Set<MeteredPool>();
  Reflect.set(globalThis, key, fresh);
  return fresh;
}
