import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { childEnvironment } from '#server/core/env.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { type BenchResult, type Row, round } from './lib/measure.ts';
import { processesUnder } from './lib/processes.ts';

const WARM_STARTS = 3;
const READY = /Ready on (http:\S+)/;

/** First start after the build, warm starts, stop, and the memory of all processes after `--idle` seconds (60). */
export async function run(parameters: string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: parameters, options: { idle: { type: 'string', default: '60' } } });
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-bench-'));
  chmodSync(folder, 0o711);
  const rows: Row[] = [];
  try {
    // The first of all builds where there is no build of these sources; that is not measured here.
    await stop((await start(join(folder, 'build'))).child);
    const data = join(folder, 'data');
    let running = await start(data);
    rows.push({ what: 'first start, with initdb and migrations', seconds: running.seconds });
    for (let i = 1; i <= WARM_STARTS; i += 1) {
      rows.push({ what: `stop ${i}`, seconds: await stop(running.child) });
      running = await start(data);
      rows.push({ what: `warm start ${i}`, seconds: running.seconds });
    }
    const asked = performance.now();
    await (await fetch(`${running.url}/login`)).text();
    rows.push({ what: 'first page after it, /login', seconds: round((performance.now() - asked) / 1000) });
    await sleep(Number(values.idle) * 1000);
    const processes = processesUnder(running.child.pid ?? 0);
    for (const { name, count, megabytes } of processes)
      rows.push({ what: `${name}${count > 1 ? ` (${count} processes)` : ''}`, 'MB PSS': megabytes });
    rows.push({ what: 'all of it', 'MB PSS': round(processes.reduce((sum, one) => sum + one.megabytes, 0)) });
    await stop(running.child);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const notes = [
    'Seconds from spawning scripts/start.ts to its line "Ready on"; npm itself adds about 0.3 s.',
    `Memory is the proportional share (PSS) of /proc/*/smaps_rollup, ${values.idle} s after one page was asked for.`,
  ];
  return { rows, notes };
}

async function start(data: string): Promise<{ child: ChildProcess; url: string; seconds: number }> {
  const began = performance.now();
  const child = spawn(process.execPath, ['--conditions=react-server', 'scripts/start.ts'], {
    cwd: repositoryRoot,
    env: childEnvironment({ SWITCHBOARD_DATA_DIR: data, PORT: '0', LOG_LEVEL: 'warn', NODE_ENV: 'production' }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    const url = READY.exec(text)?.[1];
    if (url !== undefined) {
      child.stdout.resume();
      return { child, url, seconds: round((performance.now() - began) / 1000) };
    }
  }
  throw new Error(`It ended before it was ready:\n${text}`);
}

async function stop(child: ChildProcess): Promise<number> {
  const began = performance.now();
  child.kill('SIGTERM');
  await once(child, 'exit');
  return round((performance.now() - began) / 1000);
}
