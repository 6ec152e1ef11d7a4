import 'server-only';
import { monitorMessageSchema } from '#lib/monitoring/message.ts';
import { type PoolFigures, poolSampleSchema } from '#lib/monitoring/pool/figures.ts';
import { readPools } from '#server/monitoring/pool/read-pools.ts';
import type { Reading } from '#server/monitoring/probe.ts';

/** The web tells every second; past this its figures are old. */
const OLD_MS = 7_000;

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
