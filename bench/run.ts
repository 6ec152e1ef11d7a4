// Benchmarks: `npm run bench` lists them, `npm run bench -- search --contacts 100000` runs one. Each is a file here that exports `run`.
import './lib/quiet.ts';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '#server/core/paths.ts';
import { type BenchResult, table } from './lib/measure.ts';

const folder = join(repositoryRoot, 'bench');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -3));
const [name, ...parameters] = process.argv.slice(2);

if (name === undefined || !names.includes(name)) {
  process.stdout.write(`Name one: ${names.join(', ')}.\n`);
  process.exit(name === undefined ? 0 : 2);
}

const { run }: { run: (parameters: string[]) => Promise<BenchResult> } = await import(`./${name}.ts`);
const began = new Date();
const result = await run(parameters);
const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};
const file = join(folder, 'results', `${name}.json`);
mkdirSync(join(folder, 'results'), { recursive: true });
writeFileSync(file, `${JSON.stringify({ name, parameters, at: began.toISOString(), machine, ...result }, null, 2)}\n`);
process.stdout.write(`${table(result.rows)}\n\n${result.notes.map((note) => `- ${note}`).join('\n')}\n`);
process.stdout.write(
  `- ${machine.cores} cores of ${machine.cpu}, ${machine.memoryGb} GB, Node ${machine.node}. Figures: ${file}\n`,
);
process.exit();
