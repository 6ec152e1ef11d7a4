import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type BenchResult, type Row, round } from './lib/measure.ts';
import { processesUnder } from './lib/processes.ts';
import { startProduct, stopProduct } from './lib/product.ts';

const WARM_STARTS = 3;

/** First start after the build, warm starts, stop, and the memory of all processes after `--idle` seconds (60). */
export async function run(parameters: string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: parameters, options: { idle: { type: 'string', default: '60' } } });
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-bench-'));
  chmodSync(folder, 0o711);
  const rows: Row[] = [];
  try {
    // The first of all builds where there is no build of these sources; that is not measured here.
    await stopProduct((await start(join(folder, 'build'))).child);
    const data = join(folder, 'data');
    let running = await start(data);
    rows.push({ what: 'first start, with initdb and migrations', seconds: running.seconds });
    for (let i = 1; i <= WARM_STARTS; i += 1) {
      rows.push({ what: `stop ${i}`, seconds: await stopProduct(running.child) });
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
    await stopProduct(running.child);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const notes = [
    'Seconds from spawning scripts/start.ts to its line "Ready on"; npm itself adds about 0.3 s.',
    `Memory is the proportional share (PSS) of /proc/*/smaps_rollup, ${values.idle} s after one page was asked for.`,
  ];
  return { rows, notes };
}

function start(data: string) {
  return startProduct({ SWITCHBOARD_DATA_DIR: data });
}
