import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { childEnvironment } from '#server/core/env.ts';
import { repositoryRoot } from '#server/core/paths.ts';

// One after the other: what is asked of the machine must not be asked twice at once.
it('loses no acknowledged turn in three cycles of faults', async () => {
  // A busy machine answers late; that it answers while Postgres hangs is what is asked here.
  const parameters = ['--cycles', '3', '--hang-seconds', '6', '--answer-within-ms', '4000', '--seed', '20'];
  const { code, said } = await runChaos('ingest', ...parameters);
  expect(code, said).toBe(0);
  const last = said.trimEnd().split('\n').at(-1);
  expect(last).toMatch(/^lost 0, duplicates 0, ghosts 0, .* of \d{3,} acked .* in 3 cycles$/);
  // Each kind of fault came to each point of an insert.
  for (const subject of ['web killed', 'Postgres killed', 'link cut']) {
    for (const point of ['before the insert', 'before its answer', 'after its commit']) {
      expect(said).toContain(`${subject} ${point}: `);
    }
  }
}, 600_000);

it('names the culprit of three faults first on the page', async () => {
  // How soon is for `npm run chaos`: no test fails by the clock, and a busy machine is late.
  const { said } = await runChaos('monitoring', 'lock-queue', 'idle-in-transaction', 'pool-leak');
  expect(said).toMatch(/^3 of 3 culprits named first, /m);
  expect(said).not.toContain('still told after it was mended');
}, 300_000);

/** Runs `npm run chaos` as it is, and hands back what it said. */
async function runChaos(...parameters: string[]): Promise<{ code: unknown; said: string }> {
  const child = spawn(process.execPath, ['--conditions=react-server', 'bench/chaos/run.ts', ...parameters], {
    cwd: repositoryRoot,
    env: childEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  const [code] = await once(child, 'exit');
  return { code, said };
}
