// The fast half of the tests: no browser, no database, under a minute.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeReport, step } from './test/report.ts';
import { endRunning } from './test/run.ts';
import { checkTypes, findDeadCode, lint } from './test/tools.ts';
import { runVitest } from './test/vitest.ts';

const folder = mkdtempSync(join(tmpdir(), 'switchboard-check-'));

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => endRunning(signal));

await step('format, lint, import rules', lint);
await step('types', checkTypes);
await step('dead code', findDeadCode);
await step('unit tests', () => runVitest({ folder, project: 'unit' }));
rmSync(folder, { recursive: true, force: true });
process.exit(closeReport());
