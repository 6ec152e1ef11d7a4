// The fast half of the tests: no browser, no database, under a minute.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeReport, step } from './test/report.ts';
import { onSignal } from './test/run.ts';
import { checkTypes, findDeadCode, lint } from './test/tools.ts';
import { runVitest } from './test/vitest.ts';

const folder = mkdtempSync(join(tmpdir(), 'switchboard-check-'));

onSignal(clean);

await step('format, lint, import rules', lint);
await step('types', checkTypes);
await step('dead code', findDeadCode);
await step('unit tests', () => runVitest({ folder, project: 'unit' }));
await clean();
process.exit(closeReport());

async function clean(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
}
