import { runNode } from './run.ts';
import { single, sum, type Tally } from './tally.ts';

/** Format, lint and the import rules between rooms. */
export async function lint(): Promise<Tally> {
  return single((await runNode(['node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings'])) === 0);
}

/** The house, and each client against the older Node that it has to run on. */
export async function checkTypes(): Promise<Tally> {
  const checks = ['.', 'clients/typescript'].map(async (project) =>
    single((await runNode(['node_modules/typescript/bin/tsc', '-p', project, '--noEmit'])) === 0),
  );
  return sum(await Promise.all(checks));
}

/** Files, exports and dependencies that nothing uses. */
export async function findDeadCode(): Promise<Tally> {
  return single((await runNode(['node_modules/knip/bin/knip.js', '--no-progress'])) === 0);
}
