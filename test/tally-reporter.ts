import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** Counts tests into a file for `scripts/test.ts`. A file that fails to load has no failed test, so it counts as one itself. */
export class TallyReporter implements Reporter {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const failures = unhandled.map(() => 'an error outside of any test');
    const tally = { passed: 0, failed: unhandled.length, skipped: 0, failures };
    for (const module of modules) {
      let failedHere = 0;
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (state === 'passed') tally.passed += 1;
        else if (state === 'failed') {
          failedHere += 1;
          failures.push(`${module.relativeModuleId} › ${test.fullName}: ${errors[0]?.message.split('\n')[0] ?? ''}`);
        } else tally.skipped += 1;
      }
      tally.failed += failedHere;
      if (failedHere > 0 || module.state() !== 'failed') continue;
      tally.failed += 1;
      failures.push(`${module.relativeModuleId} could not be run`);
    }
    writeFileSync(this.#file, JSON.stringify(tally));
  }
}
