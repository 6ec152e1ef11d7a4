import { sum, type Tally } from './tally.ts';

const results: { name: string; tally: Tally; seconds: number }[] = [];
const leftOut: string[] = [];

/** Runs one step, prints how long it took and keeps its count. A step that throws is one failure. */
export async function step(name: string, work: () => Promise<Tally>): Promise<Tally> {
  console.log(`\n── ${name}`);
  const began = performance.now();
  const tally = await work().catch((error: unknown) => {
    console.error(error);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  const seconds = (performance.now() - began) / 1000;
  results.push({ name, tally, seconds });
  console.log(`── ${name}: ${words(tally)}, ${seconds.toFixed(1)} s`);
  return tally;
}

/** Says here and at the end that a step was not run, and why. */
export function leaveOut(name: string, why: string): void {
  leftOut.push(`${name}: not run. ${why}`);
  console.log(`\n── ${leftOut.at(-1)}`);
}

/** Prints every step and, last, what all of them come to. Answers the exit code. */
export function closeReport(): number {
  console.log('');
  for (const { name, tally, seconds } of results) {
    console.log(
      `${tally.failed > 0 ? '✗' : '✓'} ${name.padEnd(34)} ${seconds.toFixed(1).padStart(6)} s  ${words(tally)}`,
    );
  }
  for (const name of leftOut) console.log(`– ${name}`);
  const total = sum(results.map((result) => result.tally));
  for (const failure of total.failures ?? []) console.log(`✗ ${failure}`);
  const seconds = results.reduce((all, result) => all + result.seconds, 0);
  console.log(`${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s, ${total.skipped} skipped`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

function words({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
