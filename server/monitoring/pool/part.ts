import 'server-only';
import { monitorMessageSchema } from '#lib/monitoring/message.ts';
import { type PoolFigures, type PoolWork, poolSampleSchema } from '#lib/monitoring/pool/figures.ts';
import { readPools } from '#server/monitoring/pool/read-pools.ts';
import type { Reading } from '#server/monitoring/probe.ts';

/** The web tells every second; past this its figures are old. */
const OLD_MS = 7_000;
/** Past this a connection may have changed hands. */
const HELD_MS = 3_000;

type HeldWork = Pick<PoolWork, 'route' | 'operation'>;

let told: { pools: PoolFigures[]; receivedAt: number } | null = null;

/** Takes in what a web process says of its pools; whatever is none of that is left alone. */
export function receivePools(message: unknown, now = Date.now()): void {
  const parsed = monitorMessageSchema.safeParse(message);
  if (!parsed.success || parsed.data.kind !== 'pools') return;
  const pools = poolSampleSchema.safeParse(parsed.data.pools);
  if (pools.success) told = { pools: pools.data, receivedAt: now };
}

/** Every pool of the product, as the worker knows them: its own, and the web's as last told. */
export const poolPart = {
  name: 'pool',
  everySeconds: 1,
  isCheap: true,
  read: async (): Promise<Reading<PoolFigures[]>> => {
    if (told === null)
      return {
        ok: false,
        reason: 'The web process has said nothing of its pools yet.',
        blinds: 'Who holds the connections of the pages is not known until it does.',
        mend: null,
      };
    const age = Date.now() - told.receivedAt;
    if (age > OLD_MS)
      throw new Error(`The web process has said nothing of its pools for ${Math.round(age / 1_000)} s.`);
    return { ok: true, value: [...told.pools, ...readPools()] };
  },
};

/**
 * What the connections of our pools are held for now, by the process id of their sessions and the name they connect under; of a web
 * process that has said nothing for 3 s nothing is known.
 */
export function findHeldWork(now = Date.now()): (pid: number, application: string) => HeldWork | undefined {
  const pools = [...(told !== null && now - told.receivedAt <= HELD_MS ? told.pools : []), ...readPools()];
  const held = new Map(
    pools.flatMap(({ name, holders }) =>
      holders.map(({ pid, route, operation }) => [`${pid} ${name}`, { route, operation }] as const),
    ),
  );
  return (pid, application) => held.get(`${pid} ${application}`);
}
