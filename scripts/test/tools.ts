import { runNode } from './run.ts';
import { single, type Tally } from './tally.ts';

/** Format, lint and the import rules between rooms. */
export async function lint(): Promise<Tally> {
  return single((await runNode(['node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings'])) === 0);
}

export async function checkTypes(): Promise<Tally> {
  return single((await runNode(['node_modules/typescript/bin/tsc', '-p', '.', '--noEmit'])) === 0);
}

/** Files, exports and dependencies that nothing uses. */
export async function findDeadCode(): Promise<Tally> {
  return single((await runNode(['node_modules/knip/bin/knip.js', '--no-progress'])) === 0);
}
