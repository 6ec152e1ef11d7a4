import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { MonitoringStage } from './stage.ts';

const ANSWERED_WITHIN_MS = 10_000;
/** More than two cores can answer. */
const SEARCHERS = 6;
const WRITERS = 4;
const TURNS_IN_AN_ARRAY = 20;
const ROWS_OF_A_FILE = 30;
const pages = [
  '/phonebook',
  '/phonebook?q=office',
  '/conversations',
  '/analytics',
  '/questions',
  '/questions/gaps',
  '/',
] as const;
const figures = ['performance', 'most-asked', 'unanswered', 'history'] as const;

type Kind = 'searches' | 'turns' | 'arrays of turns' | 'pages' | 'reads of figures' | 'imports';
type Count = { well: number; failed: number; why: string };

/** Mixed work like any morning's at a modest rate, of which it keeps account: load that fails is none. */
export class CleanLoad {
  readonly #stage: MonitoringStage;
  readonly #stop = new AbortController();
  readonly #counts = new Map<Kind, Count>();
  readonly #loops: Promise<void>[];

  /** Begins at once. */
  constructor(stage: MonitoringStage) {
    this.#stage = stage;
    const ask = asks(stage);
    this.#loops = [
      this.#every(100, 'searches', (time) => ask(`/api/phonebook/search?q=office+${time % 100}`)),
      this.#every(100, 'turns', (time) => ask('/api/conversations', turn(time))),
      this.#every(5_000, 'arrays of turns', (time) =>
        ask(
          '/api/conversations',
          Array.from({ length: TURNS_IN_AN_ARRAY }, (_, place) => turn(time * TURNS_IN_AN_ARRAY + place)),
        ),
      ),
      this.#every(1_500, 'pages', (time) => this.#open(pages[time % pages.length] ?? '/')),
      this.#every(5_000, 'reads of figures', (time) => ask(`/api/analytics/${figures[time % figures.length]}`)),
      this.#every(180_000, 'imports', (time) => this.#import(time)),
    ];
  }

  /** Ends it. @returns what it was, and whether every kind of it was answered at least once */
  async end(): Promise<{ words: string; isWhole: boolean }> {
    this.#stop.abort();
    await Promise.all(this.#loops);
    const counts = [...this.#counts];
    const words = counts.map(
      ([kind, { well, failed, why }]) => `${well} ${kind}${failed > 0 ? ` (${failed} ✗ failed, last: ${why})` : ''}`,
    );
    return { words: words.join(', '), isWhole: counts.every(([, { well }]) => well > 0) };
  }

  async #every(pauseMs: number, kind: Kind, work: (time: number) => Promise<void>): Promise<void> {
    const count: Count = { well: 0, failed: 0, why: '' };
    this.#counts.set(kind, count);
    for (let time = 0; !this.#stop.signal.aborted; time += 1) {
      const began = Date.now();
      await work(time).then(
        () => {
          count.well += 1;
        },
        (error: unknown) => {
          count.failed += 1;
          count.why = (String(error).split('\n', 1)[0] ?? '').trim();
        },
      );
      const left = Math.max(0, pauseMs - (Date.now() - began));
      await sleep(left, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }

  async #open(path: string): Promise<void> {
    const answer = await this.#stage.page.context().request.get(path, { timeout: ANSWERED_WITHIN_MS });
    if (!answer.ok()) throw new Error(`${answer.status()} of ${path}`);
  }

  /** A small file as a person imports it: dropped, looked at, applied. */
  async #import(time: number): Promise<void> {
    const page = await this.#stage.page.context().newPage();
    try {
      await drop(page, time);
      await page.getByRole('button', { name: 'Preview', exact: true }).click();
      await page.getByText('waits to be applied').waitFor();
      await page.getByRole('button', { name: /^Apply \d+ changes?$/ }).click();
      await page.getByText('applied', { exact: true }).waitFor();
    } finally {
      await page.close();
    }
  }
}

/** Again, until the page is awake and takes the file. */
async function drop(page: Page, time: number): Promise<void> {
  const rows = Array.from({ length: ROWS_OF_A_FILE }, (_, row) => `C-${time}-${row};Clean Person ${time} ${row};Clerk`);
  const buffer = Buffer.from(`Employee id;Full name;Designation\n${rows.join('\n')}\n`);
  await page.goto('/phonebook/import');
  const field = page.locator('input[type=file]');
  const name = `people-${time}.csv`;
  const shown = page.getByText(name).first();
  for (let tries = 0; tries < 5 && !(await shown.isVisible()); tries += 1) {
    await field.setInputFiles([], { timeout: 2_000 });
    await field.setInputFiles({ name, mimeType: 'text/csv', buffer }, { timeout: 2_000 });
    await sleep(500);
  }
  await page.waitForURL(/\/phonebook\/import\/\d+$/);
}

/**
 * Searches and turns as fast as they are answered, by more clients than there are cores.
 * @returns what it came to
 */
export async function loadFully(stage: MonitoringStage, milliseconds: number): Promise<string> {
  const ask = asks(stage);
  const until = Date.now() + milliseconds;
  const counts = { searches: 0, turns: 0, failed: 0 };
  const loop = async (kind: 'searches' | 'turns', work: (time: number) => Promise<void>): Promise<void> => {
    for (let time = 0; Date.now() < until; time += 1) {
      await work(time).then(
        () => {
          counts[kind] += 1;
        },
        () => {
          counts.failed += 1;
        },
      );
    }
  };
  await Promise.all([
    ...Array.from({ length: SEARCHERS }, (_, place) =>
      loop('searches', (time) => ask(`/api/phonebook/search?q=office+${(time * SEARCHERS + place) % 500}`)),
    ),
    ...Array.from({ length: WRITERS }, () => loop('turns', (time) => ask('/api/conversations', turn(time)))),
  ]);
  const aSecond = (count: number): string => ((count / milliseconds) * 1_000).toFixed(0);
  return `${aSecond(counts.searches)} searches and ${aSecond(counts.turns)} turns a second, ${counts.failed} failed`;
}

/** How a program asks the product; what is not answered well is thrown. */
function asks({ key, url }: MonitoringStage): (path: string, body?: unknown) => Promise<void> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return async (path, body) => {
    const posted = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const signal = AbortSignal.timeout(ANSWERED_WITHIN_MS);
    const answer = await fetch(`${url}${path}`, { ...posted, headers, signal });
    await answer.text();
    if (!answer.ok) throw new Error(`${answer.status} of ${path}`);
  };
}

function turn(time: number): Record<string, string> {
  return {
    session_id: `clean-${time % 50}`,
    user_message: `Where is office ${time}?`,
    assistant_response: 'On the second floor.',
  };
}
