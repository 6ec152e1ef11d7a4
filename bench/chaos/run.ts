// Fault injection on throw-away servers: `npm run chaos -- ingest --cycles 100`. One line a fault, the figure last, exit code 1 when it is missed.
import '#bench/lib/quiet.ts';
import { run as ingest } from './ingest.ts';
import { run as monitoring } from './monitoring/run.ts';

const subjects = new Map(Object.entries({ ingest, monitoring }));
const [name = '', ...parameters] = process.argv.slice(2);
const subject = subjects.get(name);
if (subject === undefined) {
  process.stdout.write(`Name one: ${[...subjects.keys()].join(', ')}.\n`);
  process.exit(2);
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
process.exit((await subject(parameters, stop.signal)) ? 0 : 1);
