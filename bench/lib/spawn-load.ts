import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { childEnvironment } from '#server/core/env.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import type { LoadPlan, LoadReport } from './turns-load.ts';

const quantiles = z.object({ p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() });
const count = z.int();
const reportSchema: z.ZodType<LoadReport> = z.object({
  requests: count,
  stored: count,
  duplicates: count,
  invalid: count,
  refused: z.record(z.string(), count),
  unsent: count,
  unknown: count,
  seconds: z.number(),
  ack: quantiles,
  late: quantiles,
  processorPercent: z.number(),
});

/**
 * Posts turns from a process of its own. @param nice 0 to 19: how far it stands back for who shares the cores
 * @param begun called when the warm-up is over
 */
export async function spawnLoad(plan: LoadPlan, nice: number, begun: () => void): Promise<LoadReport> {
  const script = 'bench/lib/turns-load-process.ts';
  const parameters = ['--conditions=react-server', script, JSON.stringify(plan), String(nice)];
  const stdio = ['ignore', 'pipe', 'inherit'] satisfies ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.execPath, parameters, { cwd: repositoryRoot, env: childEnvironment(), stdio });
  const ended = once(child, 'exit');
  let last = '';
  for await (const line of createInterface(child.stdout)) {
    if (line === 'begun') begun();
    last = line;
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`The load ended with ${code}.`);
  return reportSchema.parse(JSON.parse(last));
}
