import { type Cause, FAILURES } from '#lib/monitoring/cause.ts';
import { MAIN_POOL, type PoolFigures } from '#lib/monitoring/pool/figures.ts';
import {
  doingWords,
  type HeldByWork,
  heldByWork,
  heldWords,
  holdingOf,
  spanWords,
} from '#lib/monitoring/pool/holders.ts';
import { workTitle, workWords } from '#lib/monitoring/pool/work-words.ts';

/** Shares of the pool and how long they must last: monitoring reference §3.5, proposed for us. */
const FILLING = { share: 0.8, holdSeconds: 10 };
const FULL = { share: 0.95, holdSeconds: 5 };
/** A request that waits so long while connections are left waits for one to be opened. */
const SLOW_TO_OPEN_MS = 1_000;
/** The server itself ends a transaction that idles for 15 s, so nothing of the pages' holds a connection still for longer. */
const LEAK_MS = 20_000;
const MINUTE_MS = 60_000;
const EVIDENCE = 4;
const PIDS = 8;

const FULL_KEY = `pool:${MAIN_POOL}:full`;
const FILLING_KEY = `pool:${MAIN_POOL}:filling`;

type Before = readonly { at: string; value: readonly PoolFigures[] }[];

/** What the main pool may be blamed for: that it is full or fills, and by whom; and connections that somebody took and does not give back. */
export function causesOfPool(newest: readonly PoolFigures[], before: Before): Cause[] {
  const pool = fullest(newest);
  if (pool === undefined) return [];
  const held = heldByWork(pool.holders);
  const gaveUp = gaveUpLately(pool, before);
  const fill = filling(pool, held, gaveUp);
  // Whoever fills the pool is named by that already.
  const others = fill?.severity === 'crit' ? held.slice(1) : held;
  return [...(fill === null ? [] : [fill]), ...others.flatMap((one) => leak(pool, one))];
}

function filling(pool: PoolFigures, held: readonly HeldByWork[], gaveUp: number): Cause | null {
  const share = pool.out / pool.max;
  const isFull = share >= FULL.share;
  const waits = pool.waiting > 0 && (isFull || pool.longestWaitMs >= SLOW_TO_OPEN_MS);
  const [most] = held;
  const common = {
    hurts: hurtsOf(pool, gaveUp),
    step: stepOf(pool, most, isFull),
    evidence: evidenceOf(pool, held),
    since: null,
    href: '/monitoring/pool',
    weight: pool.waiting + 1,
    explains: [FILLING_KEY, ...FAILURES],
    action: null,
  };
  if (isFull || waits)
    return {
      ...common,
      key: FULL_KEY,
      severity: 'crit',
      holdSeconds: FULL.holdSeconds,
      sentence: isFull
        ? `The pool is full: ${most === undefined ? `${pool.out} of ${pool.max} connections are out` : heldWords(most, pool.max)}.`
        : `Requests wait for a connection though only ${pool.out} of ${pool.max} are out: opening one takes longer than ${spanWords(pool.longestWaitMs)}.`,
    };
  if (share < FILLING.share || most === undefined) return null;
  return {
    ...common,
    key: FILLING_KEY,
    severity: 'warn',
    holdSeconds: FILLING.holdSeconds,
    sentence: `The pool is filling, with ${pool.out} of ${pool.max} connections out: ${heldWords(most, pool.max)}.`,
  };
}

function leak(pool: PoolFigures, held: HeldByWork): Cause[] {
  const leaked = held.holders.filter((one) => holdingOf(one) === 'still' && one.forMs >= LEAK_MS);
  if (leaked.length === 0) return [];
  const longestMs = Math.max(...leaked.map(({ forMs }) => forMs));
  const [what, it] = leaked.length === 1 ? ['a connection', 'it'] : [`${leaked.length} connections`, 'them'];
  const group: HeldByWork = { ...held, holders: leaked, holding: 'still', longestMs };
  return [
    {
      key: leakKey(held),
      severity: 'warn',
      holdSeconds: 0,
      sentence: `${workTitle(held)} holds ${what} of the pool and has run no statement on ${it} for ${spanWords(longestMs)}.`,
      hurts: `${pool.max - leaked.length} of ${pool.max} connections are left for everybody else.`,
      step: leakStep(held),
      evidence: evidenceOf(pool, [group]),
      since: new Date(Date.parse(pool.at) - longestMs).toISOString(),
      href: '/monitoring/pool',
      explains: [FILLING_KEY],
      weight: leaked.length,
      action: null,
    },
  ];
}

function hurtsOf({ waiting, longestWaitMs }: PoolFigures, gaveUp: number): string {
  const waits =
    waiting === 0
      ? 'Nobody waits for a connection at this moment'
      : `${waiting} ${waiting === 1 ? 'request waits' : 'requests wait'} for a connection, the longest for ${spanWords(longestWaitMs)}`;
  return gaveUp === 0 ? `${waits}.` : `${waits}; ${gaveUp} gave up in the last minute.`;
}

function stepOf(pool: PoolFigures, most: HeldByWork | undefined, isFull: boolean): string {
  if (!isFull && pool.waiting > 0) return 'See whether Postgres takes connections, and how many it allows.';
  if (most?.holding === 'still') return leakStep(most);
  if (most?.holding === 'runs')
    return 'See among the sessions and locks what the statement waits for; cancelling it frees its connection.';
  return `More is asked at once than ${pool.max} connections serve: see which statements take the time, then raise POOL_OVERFLOW.`;
}

function leakStep(held: HeldByWork): string {
  return `Start the console anew to get the connections back; ${workWords(held)} has to give back what it takes.`;
}

function evidenceOf({ queued, waiters }: PoolFigures, held: readonly HeldByWork[]): string[] {
  const lines = held.slice(0, EVIDENCE).map((group) => {
    const pids = group.holders.flatMap(({ pid }) => pid ?? []);
    const listed = pids.length === 0 ? '' : `, pid ${pids.slice(0, PIDS).join(', ')}${pids.length > PIDS ? ' …' : ''}`;
    const statement = group.holders.find((one) => one.statement !== null)?.statement;
    return `${group.holders.length} × ${workTitle(group)}, ${doingWords(group)}${listed}${statement ? `: ${statement}` : ''}`;
  });
  const waiting = waiters.map(({ count, ...work }) => `${count} × ${workWords(work)}`);
  if (waiting.length > 0) lines.push(`Waiting: ${waiting.join(', ')}.`);
  if (queued.count > 0)
    lines.push(`Of ${queued.count} that had to wait in the last minute, 95 % waited ${spanWords(queued.p95)} at most.`);
  return lines;
}

function gaveUpLately(pool: PoolFigures, before: Before): number {
  const last = before.at(-1);
  if (last === undefined) return 0;
  const from = new Date(Date.parse(last.at) - MINUTE_MS).toISOString();
  const then = before.find(({ at }) => at >= from)?.value.find(({ name }) => name === pool.name);
  return Math.max(0, pool.counts.timeouts - (then?.counts.timeouts ?? pool.counts.timeouts));
}

function leakKey({ route, operation }: HeldByWork): string {
  return `pool:${MAIN_POOL}:leak:${[route, operation].filter((part) => part !== null).join(' ')}`;
}

/** The main pool; of several web processes that whose is fullest. */
function fullest(pools: readonly PoolFigures[]): PoolFigures | undefined {
  const main = pools.filter(({ name }) => name === MAIN_POOL);
  return main.toSorted((a, b) => b.out / b.max - a.out / a.max)[0];
}
