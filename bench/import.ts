import { spawn } from 'node:child_process';
import { chmodSync, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { stringify } from 'csv-stringify';
import { z } from 'zod';
import { syntheticContact } from '#lib/phonebook/synthetic.ts';
import { childEnvironment } from '#server/core/env.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { type BenchResult, type Row, round } from './lib/measure.ts';

const FIELDS = [
  ...(['employee_id', 'full_name', 'designation', 'department', 'division', 'email'] as const),
  ...(['telephone', 'pabx', 'mobile'] as const),
];
const outcome = z.object({ batch: z.number().nullable() }).loose();

/** `cli -- import csv` on a throw-away install: dry run, import, the same again, undo. `--contacts N` invented rows, or `--file CSV`. */
export async function run(parameters: string[]): Promise<BenchResult> {
  const options = { contacts: { type: 'string', default: '100000' }, file: { type: 'string' } } as const;
  const { values } = parseArgs({ args: parameters, options });
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-bench-'));
  chmodSync(folder, 0o711);
  try {
    const file = values.file ?? join(folder, 'contacts.csv');
    if (values.file === undefined) await writeContacts(file, Number(values.contacts));
    const data = join(folder, 'data');
    await cli(data, ['doctor']);
    const rows: Row[] = [];
    const measure = async (what: string, parameters: string[]) => {
      const { answer, ...figures } = await cli(data, [...parameters, '--json']);
      rows.push({ what, ...figures, ...counted(answer) });
      return outcome.parse(answer).batch;
    };
    await measure('dry run', ['import', 'csv', file, '--dry-run']);
    const batch = await measure('import', ['import', 'csv', file]);
    await measure('the same again', ['import', 'csv', file]);
    await measure('undo', ['undo', String(batch)]);
    const notes = [
      'Seconds of the whole command: start of the embedded Postgres and of Node included (2 to 3 s).',
      'Peak resident memory of the command itself, Postgres apart.',
    ];
    return { rows, notes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writeContacts(file: string, count: number): Promise<void> {
  const lines = function* () {
    yield [...FIELDS];
    for (let index = 1; index <= count; index += 1) {
      const contact = syntheticContact(index);
      yield FIELDS.map((field) => contact[field] ?? '');
    }
  };
  await pipeline(Readable.from(lines()), stringify(), createWriteStream(file));
}

async function cli(data: string, parameters: string[]) {
  const began = performance.now();
  const child = spawn(process.execPath, ['--conditions=react-server', 'scripts/cli.ts', ...parameters], {
    cwd: repositoryRoot,
    env: childEnvironment({ SWITCHBOARD_DATA_DIR: data, SWITCHBOARD_CONNECTION: '' }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let peakKilobytes = 0;
  const watch = setInterval(() => {
    peakKilobytes = Math.max(peakKilobytes, highWater(child.pid));
  }, 50);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const printed = await text(child.stdout);
  const code = await ended;
  clearInterval(watch);
  if (code !== 0 && parameters[0] !== 'doctor') throw new Error(`${parameters.join(' ')} ended with ${code}.`);
  return {
    seconds: round((performance.now() - began) / 1000),
    peakMb: Math.round(peakKilobytes / 1024),
    answer: parameters.includes('--json') ? JSON.parse(printed) : null,
  };
}

/** The most memory a process ever held, in kB; 0 once it has gone. */
function highWater(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function counted(answer: unknown): Row {
  const figures = z.record(z.string(), z.unknown()).parse(answer);
  const names = ['read', 'stored', 'updated', 'unchanged', 'deleted', 'restored', 'rejected', 'reverted', 'kept'];
  return Object.fromEntries(
    names.flatMap((name) => (typeof figures[name] === 'number' ? [[name, figures[name]]] : [])),
  );
}
