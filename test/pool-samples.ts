import { type Holder, MAIN_POOL, type PoolFigures, poolFiguresSchema } from '#lib/monitoring/pool/figures.ts';

const nothing = { count: 0, p50: 0, p95: 0, p99: 0, max: 0 };

/** The main pool at one moment, with nobody in it unless holders are given. */
export function poolOf(more: Partial<PoolFigures> = {}): PoolFigures {
  const out = more.holders?.length ?? 0;
  return poolFiguresSchema.parse({
    name: MAIN_POOL,
    at: '2026-01-05T09:01:22.000Z',
    process: 'web',
    base: 10,
    max: 30,
    open: 30,
    out,
    idle: 30 - out,
    waiting: 0,
    longestWaitMs: 0,
    wait: nothing,
    queued: nothing,
    hold: nothing,
    counts: { checkouts: 0, timeouts: 0, failed: 0, opened: 30, closed: 0, recycled: 0 },
    holders: [],
    holdersMore: 0,
    waiters: [],
    ...more,
  });
}

/** So many connections that one piece of work holds. */
export function held(count: number, more: Partial<Holder>): Holder[] {
  return Array.from({ length: count }, (_, place) => ({
    route: '/phonebook',
    operation: null,
    actor: `user:${place}`,
    pid: 4000 + place,
    heldMs: 50,
    statement: 'select 1',
    running: true,
    forMs: 40,
    ...more,
  }));
}
