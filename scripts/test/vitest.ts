import { join } from 'node:path';
import type { Cluster } from './cluster.ts';
import { runNode } from './run.ts';
import { readTally, type Tally } from './tally.ts';

export type VitestRun = {
  /** Where the data directory and the tally of this run go. */
  folder: string;
  project?: 'unit' | 'database' | 'product';
  cluster?: Cluster;
  /** Part of a file's path, or of any of several. */
  only?: string | string[];
  /** Files that are left out. */
  exclude?: string[];
  environment?: Record<string, string>;
};

/** Runs Vitest on a part of the tests and counts them. */
export async function runVitest(run: VitestRun): Promise<Tally> {
  const tally = join(run.folder, `vitest-${Date.now()}.json`);
  const parameters = ['node_modules/vitest/vitest.mjs', 'run'];
  if (run.project !== undefined) parameters.push('--project', run.project);
  if (run.only !== undefined) parameters.push(...[run.only].flat());
  const code = await runNode(parameters, {
    SWITCHBOARD_TEST_TALLY: tally,
    SWITCHBOARD_TEST_CLUSTER: run.cluster === undefined ? '' : JSON.stringify(run.cluster),
    // Vitest's own --exclude does not reach its projects.
    SWITCHBOARD_TEST_EXCLUDE: JSON.stringify(run.exclude ?? []),
    SWITCHBOARD_DATA_DIR: join(run.folder, 'data'),
    ...run.environment,
  });
  return readTally(tally, code);
}
