import type { Locator, Page } from '@playwright/test';
import { monitoringPages } from '#lib/monitoring/pages.ts';
import { givePoolBack, holdPool } from './product-pool.ts';
import type { MonitoringStage } from './stage.ts';

export const PAGES_IN_TIME = 'pages-in-time';

const ANSWERED_WITHIN_MS = 1_000;
/** From asking for the page to its words: a browser draws them, on a machine that is busy with the rest. */
const SAID_WITHIN_MS = 2_500;
/** Tables are looked at every 30 s, and what hangs or is full is told within 10 s. */
const KNOWN_WITHIN_MS = 75_000;

type Plight = {
  name: string;
  /** The page that says so first, where the times begin once it does. */
  knownOn: string;
  strike(stage: MonitoringStage): Promise<void>;
  heal(stage: MonitoringStage): Promise<void>;
  /** What the page must say of it; null for a page that it does not concern. */
  words(page: Page, path: string): Locator | null;
};

const plights: readonly Plight[] = [
  {
    name: 'a table under an exclusive lock',
    knownOn: '/monitoring/storage',
    async strike(stage) {
      const holder = await stage.session('chaos', { superuser: true });
      await holder.query('begin; lock table employees in access exclusive mode');
    },
    heal: (stage) => stage.endSessions(),
    words: (page, path) =>
      path === '/monitoring/storage'
        ? page
            .getByRole('row')
            .filter({ hasText: 'employees' })
            .filter({ hasText: 'locked, size as last seen' })
            .filter({ hasText: /[1-9][\d.,]* [KMG]B/ })
        : null,
  },
  {
    name: 'a full pool',
    knownOn: '/monitoring',
    strike: (stage) => holdPool(stage, 0),
    heal: givePoolBack,
    words: (page, path) =>
      path === '/monitoring/pool' ? page.getByText(/^(\d+) of \1 out\./) : page.getByText(/The pool is full: /),
  },
  {
    name: 'a Postgres that hangs',
    knownOn: '/monitoring',
    strike: async (stage) => stage.postgres.hang(),
    heal: async (stage) => stage.postgres.goOn(),
    words: (page) => page.getByText(/^Postgres does not answer\./),
  },
];

/**
 * Makes each plight in which the pages of monitoring are needed most, and times every one of them: until it answers, and until it
 * says so. One line a plight and page.
 * @returns how many were late or silent
 */
export async function timePages(stage: MonitoringStage, say: (line: string) => void): Promise<number> {
  let missed = 0;
  for (const plight of plights) {
    await plight.strike(stage);
    try {
      await stage.page.goto(plight.knownOn);
      await plight.words(stage.page, plight.knownOn)?.first().waitFor({ timeout: KNOWN_WITHIN_MS });
      for (const path of new Set(monitoringPages.map(({ href }) => href)))
        if (!(await isInTime(stage.page, plight, path, say))) missed += 1;
    } catch (error) {
      say(`${PAGES_IN_TIME}: ${plight.name}: ✗ ${plight.knownOn} did not say so: ${firstLine(error)}`);
      missed += 1;
    } finally {
      await plight.heal(stage);
    }
    await stage.settled();
  }
  return missed;
}

async function isInTime(page: Page, plight: Plight, path: string, say: (line: string) => void): Promise<boolean> {
  const began = performance.now();
  await page.goto(path, { waitUntil: 'commit' });
  const answered = Math.round(performance.now() - began);
  const words = plight.words(page, path);
  const said = await words
    ?.first()
    .waitFor({ timeout: 2 * SAID_WITHIN_MS })
    .then(() => Math.round(performance.now() - began))
    .catch(() => Number.POSITIVE_INFINITY);
  const late = answered > ANSWERED_WITHIN_MS ? ' ✗ late' : '';
  say(`${PAGES_IN_TIME}: ${plight.name}: ${path} answered after ${answered} ms${late}${saidWords(said)}`);
  return answered <= ANSWERED_WITHIN_MS && (said ?? 0) <= SAID_WITHIN_MS;
}

function saidWords(said: number | undefined): string {
  if (said === undefined) return '';
  if (said === Number.POSITIVE_INFINITY) return ', ✗ does not say so';
  return `, said so after ${said} ms${said > SAID_WITHIN_MS ? ' ✗ late' : ''}`;
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? '';
}
