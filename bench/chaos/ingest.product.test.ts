import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { childEnvironment } from '#server/core/env.ts';
import { repositoryRoot } from '#server/core/paths.ts';

it('loses no acknowledged turn in three cycles of faults', async () => {
  // A busy machine answers late; that it answers while Postgres hangs is what is asked here.
  const parameters = ['--cycles', '3', '--hang-seconds', '6', '--answer-within-ms', '4000', '--seed', '20'];
  const child = spawn(process.execPath, ['--conditions=react-server', 'bench/chaos/run.ts', 'ingest', ...parameters], {
    cwd: repositoryRoot,
    env: childEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  const [code] = await once(child, 'exit');
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
