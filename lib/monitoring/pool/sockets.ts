import type { Holder, PoolFigures } from '#lib/monitoring/pool/figures.ts';
import { type Holding, holdingOf } from '#lib/monitoring/pool/holders.ts';

/** What a place of the pool is for: held in one of three ways, open and free, or without a connection. */
export type SocketState = Holding | 'free' | 'closed';
export type Socket = { state: SocketState; holder: Holder | null };

/** The places of a pool, as many as it may open. Who holds one keeps his place from one sample to the next where he can. */
export function socketsOf({ max, out, idle, holders }: PoolFigures): Socket[] {
  const held = holders
    .toSorted((a, b) => (a.pid ?? 0) - (b.pid ?? 0))
    .map((holder): Socket => ({ state: holdingOf(holder), holder }));
  const fill = (count: number, state: SocketState): Socket[] =>
    Array.from({ length: Math.max(0, count) }, () => ({ state, holder: null }));
  // What was cut from a long sample is held all the same.
  const places = [...held, ...fill(out - held.length, 'short'), ...fill(idle, 'free')];
  return [...places, ...fill(max - places.length, 'closed')].slice(0, max);
}
