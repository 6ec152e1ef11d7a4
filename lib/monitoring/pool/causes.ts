import { type Cause, FAILURES, NO_CONNECTION } from '#lib/monitoring/cause.ts';
import { type Holder, MAIN_POOL, type PoolFigures } from '#lib/monitoring/pool/figures.ts';
import {
  doingWords,
  type HeldByWork,
  heldByWork,
  heldWords,
  holdingOf,
  spanWords,
} from '#lib/monitoring/pool/holders.ts';
import { workTitle, workWords } from '#lib/monitoring/pool/work-words.ts';
import { defaultRules, type Rules } from '#lib/monitoring/rules/in-force.ts';
import { type Grade, gradeAt, gradeOf, gravestOf } from '#lib/monitoring/rules/rule.ts';

const MINUTE_MS = 60_000;
const EVIDENCE = 4;
const PIDS = 8;

const FULL_KEY = `pool:${MAIN_POOL}:full`;
const FILLING_KEY = `pool:${MAIN_POOL}:filling`;

type Before = readonly { at: string; value: readonly PoolFigures[] }[];

/** What the main pool may be blamed for: that it is full or fills, and by whom; and connections that somebody took and does not give back. */
export function causesOfPool(newest: readonly PoolFigures[], before: Before, rules: Rules = defaultRules): Cause[] {
  const pool = fullest(newest);
  if (pool === undefined) return [];
  const held = heldByWork(pool.holders);
  const lately = countsLately(pool, before);
  const used = gradeOf(rules('pool.used'), (100 * pool.out) / pool.max);
  const isFull = used?.severity === 'crit' || (pool.waiting > 0 && pool.out >= pool.max);
  const full = fullCause(pool, held, { isFull, used, lately }, rules);
  // What was told before it was full is not over by that, and whoever fills it is named already.
  const milder = full !== null && isFull ? { milderThan: FULL_KEY } : {};
  const grade = used === null ? null : gradeAt(rules('pool.used'), 'warn');
  const filling = grade === null ? [] : fillingCause(pool, held, { isFull, lately }, grade);
  const leaks = held.flatMap((one, place) =>
    leak(pool, one, rules).map((cause) => (place === 0 ? { ...cause, ...milder } : cause)),
  );
  return [...(full === null ? [] : [full]), ...filling.map((cause) => ({ ...cause, ...milder })), ...leaks];
}

/** How many were refused in the last minute: gave up waiting, or got none opened. */
type Lately = { gaveUp: number; failed: number };
type Fullness = { isFull: boolean; used: Grade | null; lately: Lately };

/** That nothing is left, or that somebody waits all the same: one matter, by whichever rule tells it. */
function fullCause(
  pool: PoolFigures,
  held: readonly HeldByWork[],
  { isFull, used, lately }: Fullness,
  rules: Rules,
): Cause | null {
  const opens = pool.waiting > 0 && pool.out < pool.max;
  const slowly = opens ? gradeOf(rules('pool.opening'), pool.longestWaitMs / 1_000) : null;
  const waits = gradeOf(rules('pool.waiting'), pool.waiting);
  const grade = gravestOf([used?.severity === 'crit' ? used : null, waits, slowly]);
  if (grade === null) return null;
  const [most] = held;
  const holds = most === undefined ? `${pool.out} of ${pool.max} connections are out` : heldWords(most, pool.max);
  const left = `Requests wait for a connection though only ${pool.out} of ${pool.max} are out`;
  const opening = slowly === null ? '' : `: opening one takes longer than ${spanWords(pool.longestWaitMs)}`;
  return {
    ...commonOf(pool, held, lately, isFull),
    ...grade,
    key: FULL_KEY,
    explains: [FILLING_KEY, ...(lately.gaveUp + lately.failed > 0 ? FAILURES : [])],
    ways: ['full', 'leaked', ...NO_CONNECTION],
    way: isFull ? wayOf(most) : 'opening',
    sentence: isFull ? `The pool is full: ${holds}.` : `${left}${opening}.`,
  };
}

function fillingCause(
  pool: PoolFigures,
  held: readonly HeldByWork[],
  { isFull, lately }: Omit<Fullness, 'used'>,
  grade: Grade,
): Cause[] {
  const [most] = held;
  if (most === undefined) return [];
  return [
    {
      ...commonOf(pool, held, lately, isFull),
      ...grade,
      key: FILLING_KEY,
      explains: [],
      way: wayOf(most),
      sentence: `The pool is filling, with ${pool.out} of ${pool.max} connections out: ${heldWords(most, pool.max)}.`,
    },
  ];
}

function commonOf(pool: PoolFigures, held: readonly HeldByWork[], { gaveUp }: Lately, isFull: boolean) {
  return {
    hurts: hurtsOf(pool, gaveUp),
    step: stepOf(pool, held[0], isFull),
    evidence: evidenceOf(pool, held),
    since: null,
    href: '/monitoring/pool',
    weight: pool.waiting + 1,
    statement: statementsOf(held[0]),
    out: pool.out,
    action: null,
  };
}

/** Whoever leaks does so whatever else is slow or waits. */
function wayOf(most: HeldByWork | undefined): string {
  return most?.holding === 'still' ? 'leaked' : 'full';
}

/** What those run who have held connections longest; nothing where they run nothing. */
function statementsOf(most: HeldByWork | undefined): string {
  if (most === undefined || most.holding === 'still') return '';
  return [...new Set(most.holders.flatMap(({ statement }) => statement ?? []))].join('\n');
}

function leak(pool: PoolFigures, held: HeldByWork, rules: Rules): Cause[] {
  const gradeFor = ({ forMs }: Holder) => gradeOf(rules('pool.leak'), forMs / 1_000);
  const leaked = held.holders.filter((one) => holdingOf(one) === 'still' && gradeFor(one) !== null);
  const grade = gravestOf(leaked.map(gradeFor));
  if (grade === null) return [];
  const longestMs = Math.max(...leaked.map(({ forMs }) => forMs));
  const [what, it] = leaked.length === 1 ? ['a connection', 'it'] : [`${leaked.length} connections`, 'them'];
  const group: HeldByWork = { ...held, holders: leaked, holding: 'still', longestMs };
  return [
    {
      ...grade,
      key: leakKey(held),
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

function countsLately(pool: PoolFigures, before: Before): Lately {
  const last = before.at(-1);
  if (last === undefined) return { gaveUp: 0, failed: 0 };
  const from = new Date(Date.parse(last.at) - MINUTE_MS).toISOString();
  const then = before.find(({ at }) => at >= from)?.value.find(({ name }) => name === pool.name);
  const { timeouts, failed } = then?.counts ?? pool.counts;
  return { gaveUp: Math.max(0, pool.counts.timeouts - timeouts), failed: Math.max(0, pool.counts.failed - failed) };
}

function leakKey({ route, operation }: HeldByWork): string {
  return `pool:${MAIN_POOL}:leak:${[route, operation].filter((part) => part !== null).join(' ')}`;
}

/** The main pool; of several web processes that whose is fullest. */
function fullest(pools: readonly PoolFigures[]): PoolFigures | undefined {
  const main = pools.filter(({ name }) => name === MAIN_POOL);
  return main.toSorted((a, b) => b.out / b.max - a.out / a.max)[0];
}
