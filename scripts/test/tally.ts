import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const schema = z.object({
  passed: z.number(),
  failed: z.number(),
  skipped: z.number(),
  /** The tests that failed, by file and title, where the runner names them. */
  failures: z.array(z.string()).optional(),
});

export type Tally = z.infer<typeof schema>;

/** A step that is one test by itself. */
export function single(passed: boolean): Tally {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

/**
 * What a runner's reporter wrote. A runner that ended badly without naming a failed test, or wrote nothing, counts as
 * one failure; so does one that found no test at all.
 */
export function readTally(file: string, exitCode: number): Tally {
  if (!existsSync(file)) return single(false);
  const tally = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const blind = tally.passed + tally.failed === 0;
  if (tally.failed === 0 && (exitCode !== 0 || blind)) return { ...tally, failed: 1 };
  return tally;
}

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (total: Required<Tally>, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
      failures: [...total.failures, ...(one.failures ?? [])],
    }),
    { passed: 0, failed: 0, skipped: 0, failures: [] },
  );
}
