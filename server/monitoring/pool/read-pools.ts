import 'server-only';
import type pg from 'pg';
import { type Holder, MAIN_POOL, type PoolFigures, type Waiters } from '#lib/monitoring/pool/figures.ts';
import { behindBouncer } from '#server/core/db/connection.ts';
import type { Checkout, PoolMeter } from '#server/core/db/pool-meter.ts';
import { type MeteredPool, openPools } from '#server/core/db/pool-registry.ts';

const HOLDERS = 60;
const WAITERS = 10;
const STATEMENT_CHARACTERS = 300;

/** Every pool of this process as it is at this moment; asks nobody, so that it answers while the database does not. */
export function readPools(): PoolFigures[] {
  const pools = openPools();
  const process = processOf(pools);
  return pools.map((pool) => figuresOf(pool, process));
}

function figuresOf(pool: MeteredPool, process: PoolFigures['process']): PoolFigures {
  const now = performance.now();
  const { meter } = pool;
  const [longest] = meter.waiting;
  const holders = [...meter.held].map(([client, checkout]) => holderOf(meter, client, checkout, now));
  holders.sort((a, b) => b.heldMs - a.heldMs);
  return {
    name: pool.applicationName,
    at: new Date().toISOString(),
    process,
    base: pool.base,
    max: pool.max,
    open: pool.totalCount,
    out: meter.held.size,
    idle: pool.idleCount,
    waiting: meter.waiting.size,
    longestWaitMs: longest === undefined ? 0 : Math.round(now - longest.asked),
    wait: meter.wait.read(now),
    queued: meter.queued.read(now),
    hold: meter.hold.read(now),
    counts: { ...meter.counts },
    holders: holders.slice(0, HOLDERS),
    holdersMore: Math.max(0, holders.length - HOLDERS),
    waiters: waitersOf([...meter.waiting], now),
  };
}

function holderOf(meter: PoolMeter, client: pg.ClientBase, checkout: Checkout, now: number): Holder {
  const line = meter.lineOf(client);
  // What the one before ran on it is none of this one's.
  const own = line !== undefined && line.begun >= checkout.got ? line : undefined;
  const running = own?.running ?? false;
  const since = running ? own?.begun : own?.ended;
  return {
    ...workOf(checkout),
    pid: pidOf(client),
    heldMs: Math.round(now - checkout.got),
    statement: own === undefined ? null : shortened(own.text),
    running,
    forMs: Math.round(now - (since ?? checkout.got)),
  };
}

function waitersOf(waiting: readonly Checkout[], now: number): Waiters[] {
  const groups = Map.groupBy(waiting, ({ work }) => `${work?.route} ${work?.operation}`);
  const all = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { route, operation, actor } = workOf(first);
    const same = group.every(({ work }) => (work?.actor ?? null) === actor);
    return [
      { route, operation, actor: same ? actor : null, count: group.length, longestMs: Math.round(now - first.asked) },
    ];
  });
  return all.toSorted((a, b) => b.count - a.count).slice(0, WAITERS);
}

function workOf({ work }: Checkout): Pick<Holder, 'route' | 'operation' | 'actor'> {
  return { route: work?.route ?? null, operation: work?.operation ?? null, actor: work?.actor ?? null };
}

/** Behind a bouncer the number is one of its own making. */
function pidOf(client: pg.ClientBase): number | null {
  const pid: unknown = Reflect.get(client, 'processID');
  return typeof pid === 'number' && !behindBouncer() ? pid : null;
}

function shortened(text: string): string {
  // Long texts are cut before they are folded, since most of one would be thrown away.
  const folded = text
    .slice(0, STATEMENT_CHARACTERS * 4)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return folded.length > STATEMENT_CHARACTERS ? `${folded.slice(0, STATEMENT_CHARACTERS - 1).toWellFormed()}…` : folded;
}

/** A process is known by the name its main pool connects under. */
function processOf(pools: readonly MeteredPool[]): PoolFigures['process'] {
  if (pools.some(({ applicationName }) => applicationName === MAIN_POOL)) return 'web';
  return pools.some(({ applicationName }) => applicationName === 'switchboard-worker') ? 'worker' : 'cli';
}
