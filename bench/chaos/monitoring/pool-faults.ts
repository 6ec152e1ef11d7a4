import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { Fault, Struck } from './fault.ts';
import { givePoolBack, holdPool, serveWaiters, WORK, waitInPool } from './product-pool.ts';
import { millisecondsIn } from './read-words.ts';
import type { MonitoringStage } from './stage.ts';
import type { Shown } from './verdict-page.ts';

const POOL_SECONDS = 10;
const CALLERS = 10;
/** The p95 of the page may be so far from that of the delays. */
const TOLERANCE = 0.1;
const TOLD_WITHIN_MS = 6_000;
const FORGOTTEN_WITHIN_MS = 90_000;
const workWords = new RegExp(WORK.words.replaceAll('/', '\\/'));

/** What fills the product's own pool. */
export const poolFaults: Fault[] = [
  {
    name: 'pool-leak',
    limit: POOL_SECONDS,
    async strike(stage) {
      await holdPool(stage, 1);
      return {
        at: Date.now(),
        sentence: new RegExp(`The pool is full: .* held by ${workWords.source}, .*, all for one person`),
        entry: [/no statement|leak|given back/i],
        otherPages: () => holderNamed(stage),
        heal: () => givePoolBack(stage),
      };
    },
  },
  {
    name: 'pool-slow-statement',
    limit: POOL_SECONDS,
    async strike(stage) {
      // Search asks each word of a query its trigrams: a function of ours that sleeps makes every search slow.
      const admin = await stage.session('chaos', { superuser: true });
      const { rows } = await admin.query(`select pg_get_functiondef('search.normalise(text)'::regprocedure) as sql`);
      await admin.query(`create or replace function search.normalise(value text) returns text language plpgsql stable as
        $$ begin perform pg_sleep(8); return lower(value); end $$`);
      const at = Date.now();
      const asked = Array.from({ length: 40 }, () => search(stage));
      return {
        at,
        sentence: /pool/i,
        entry: [/\/api\/phonebook\/search|search/i, /running|statement/i],
        async heal() {
          await admin.query(String(rows[0]?.sql));
          await Promise.all(asked);
        },
      };
    },
  },
  {
    name: 'pool-waiters',
    limit: POOL_SECONDS,
    async strike(stage) {
      await untilNobodyQueued(stage);
      await holdPool(stage, 0);
      await waitInPool(stage, CALLERS);
      return {
        at: Date.now(),
        sentence: /The pool is full/,
        isTrue: saysThatTheyWait,
        otherPages: () => waitsCompared(stage),
        heal: () => givePoolBack(stage),
      };
    },
  },
];

/** Whose connections they are stands by name on the page of the pool, in a row each. */
async function holderNamed({ page, admin }: MonitoringStage): ReturnType<NonNullable<Struck['otherPages']>> {
  await page.goto('/monitoring/pool');
  const rows = page.getByRole('row').filter({ hasText: WORK.words });
  const [all, named] = [await rows.count(), await rows.filter({ hasText: admin.name }).count()];
  return {
    areRight: named > 0 && named === all,
    words: `${named} of ${all} rows on /monitoring/pool name ${admin.name}`,
  };
}

/** The page tells of the last minute: those who waited in it before would stand among the ten. */
async function untilNobodyQueued({ page }: MonitoringStage): Promise<void> {
  await page.goto('/monitoring/pool');
  const until = Date.now() + FORGOTTEN_WITHIN_MS;
  while ((await queuedWaits(page)).times > 0) {
    if (Date.now() > until) throw new Error('Requests wait for the pool before it is filled.');
    await sleep(500);
  }
  await page.goto('/monitoring');
}

/**
 * Ten wait, and besides them only what this page asks for itself every two seconds: the sentence counts all, the line of
 * what was seen each by its work.
 */
function saysThatTheyWait({ entry, evidence }: Shown): boolean {
  const told = /(?<!\d)(\d+) requests wait for a connection/.exec(entry)?.[1];
  const line = evidence.find((one) => one.startsWith('Waiting: ')) ?? '';
  const counts = [...line.matchAll(/(\d+) × /g)].map(([, count]) => Number(count));
  const all = counts.reduce((sum, count) => sum + count, 0);
  return line.includes(`${CALLERS} × ${WORK.words}`) && Number(told) === all;
}

/** Serves them one by one, so that how long each waited is known, and compares the page's p95 with that. */
async function waitsCompared(stage: MonitoringStage): ReturnType<NonNullable<Struck['otherPages']>> {
  const known = (await serveWaiters(stage, CALLERS)).toSorted((one, other) => one - other);
  const wanted = known[Math.ceil(0.95 * known.length) - 1] ?? Number.NaN;
  await stage.page.goto('/monitoring/pool');
  const until = Date.now() + TOLD_WITHIN_MS;
  for (;;) {
    const { times, p95 } = await queuedWaits(stage.page);
    const areRight = known.length === CALLERS && times >= CALLERS && Math.abs(p95 - wanted) <= TOLERANCE * wanted;
    const words = `${known.length} known waits with a p95 of ${Math.round(wanted)} ms, of ${times} /monitoring/pool says ${p95} ms`;
    if (areRight || Date.now() > until) return { areRight, words };
    await sleep(500);
  }
}

/** The row of those that found every connection taken: how many in the last minute, and their p95 in milliseconds. */
async function queuedWaits(page: Page): Promise<{ times: number; p95: number }> {
  const row = page.getByRole('region', { name: 'Main pool' }).getByRole('row', { name: /all taken/ });
  const [times = '', , p95 = ''] = await row.getByRole('cell').allTextContents();
  return { times: Number(times.replaceAll(',', '')), p95: millisecondsIn(p95) };
}

async function search({ url, key }: MonitoringStage): Promise<void> {
  await fetch(`${url}/api/phonebook/search?q=anybody`, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(60_000),
  })
    .then((answer) => answer.text())
    .catch(() => {});
}
