import { readFileSync, writeFileSync } from 'node:fs';
import type { FullResult, Reporter, Suite, TestCase } from '@playwright/test/reporter';

/** Pages of so many stories that failed are told, and so much of the beginning and end of each: where only the end of a long output is kept, they are in it. */
const MOST_PAGES = 4;
const MOST_LETTERS = 1_500;

/** Counts stories into a file for `scripts/test.ts`. What failed outside of any story counts as one. */
export default class TallyReporter implements Reporter {
  readonly #file: string;
  #suite: Suite | undefined;
  #errors = 0;

  constructor({ file }: { file: string }) {
    this.#file = file;
  }

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite;
  }

  onError(): void {
    this.#errors += 1;
  }

  onEnd(result: FullResult): void {
    const tests = this.#suite?.allTests() ?? [];
    const outcomes = tests.map((test) => test.outcome());
    const count = (...wanted: string[]) => outcomes.filter((outcome) => wanted.includes(outcome)).length;
    const tally = {
      passed: count('expected'),
      failed: count('unexpected', 'flaky') + this.#errors,
      skipped: count('skipped'),
      failures: tests
        .filter((test) => ['unexpected', 'flaky'].includes(test.outcome()))
        .map((test) => test.titlePath().filter(Boolean).join(' › ')),
    };
    const failed = tests.filter((test) => test.outcome() === 'unexpected').slice(0, MOST_PAGES);
    for (const test of failed) console.log(`What the page of “${test.title}” held:\n${pageOf(test)}`);
    if (result.status !== 'passed' && tally.failed === 0) tally.failed = 1;
    writeFileSync(this.#file, JSON.stringify(tally));
  }
}

/** What Playwright noted of the page when the story failed, as far as there is something of it. */
function pageOf(test: TestCase): string {
  const attachment = test.results.at(-1)?.attachments.find(({ name }) => name === 'error-context');
  if (attachment?.path === undefined) return 'Nothing was noted of it.';
  const noted = readFileSync(attachment.path, 'utf8');
  const page = noted
    .slice(Math.max(0, noted.indexOf('- main')))
    .split('# Test source', 1)
    .join();
  return page.length <= 2 * MOST_LETTERS ? page : `${page.slice(0, MOST_LETTERS)}\n…\n${page.slice(-MOST_LETTERS)}`;
}
