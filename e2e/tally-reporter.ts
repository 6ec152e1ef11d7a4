import { writeFileSync } from 'node:fs';
import type { FullResult, Reporter, Suite } from '@playwright/test/reporter';

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
    if (result.status !== 'passed' && tally.failed === 0) tally.failed = 1;
    writeFileSync(this.#file, JSON.stringify(tally));
  }
}
