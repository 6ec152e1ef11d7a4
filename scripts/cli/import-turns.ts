import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { countOf, formatCount } from '#lib/count.ts';
import type { ImportCounts } from '#lib/imports/batch.ts';
import { forgetDryRun, importTurns, type TurnImportProgress } from '#server/conversations/import/run.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { makeEnterableFolder } from '#server/core/folders.ts';
import { OperatorError } from '#server/core/operator-error.ts';
import { dataDirectory } from '#server/core/paths.ts';
import { makeUploadFolder, rejectedTurnsFile } from '#server/imports/uploads.ts';
import { report, unwrap } from './outcome.ts';
import { withDatabase } from './with-database.ts';

type Options = { dryRun?: true; json?: true };
type Outcome = { batch: number | null; counts: ImportCounts; rejected: string | null };

/** `import jsonl`, below the command `import`. */
export function addTurnImport(imports: Command): void {
  imports
    .command('jsonl')
    .description('Conversation turns, one JSON object a line, as POST /api/conversations takes them.')
    .argument('<file>', 'the file; importing it again stores nothing twice and goes on where a run was cut off')
    .option('--dry-run', 'read and compare everything, say what would be stored, and store nothing')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample: npm run cli -- import jsonl turns.jsonl --dry-run')
    .action(async (file: string, options: Options) => {
      const started = performance.now();
      const outcome = await withDatabase(() => importFile(file, options));
      const seconds = Math.round((performance.now() - started) / 100) / 10;
      report(options.json, jsonOf(outcome, seconds), () => linesOf(outcome, seconds));
    });
}

async function importFile(file: string, { dryRun, json }: Options): Promise<Outcome> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new OperatorError(`There is no file ${file}.`);
  const actor = systemActor('cli');
  const commit = dryRun !== true;
  const onProgress = json === true ? undefined : showProgress;
  makeEnterableFolder(dataDirectory());
  makeUploadFolder();
  const { batch, counts, rejected } = unwrap(
    await importTurns(actor, {
      file,
      fileName: basename(file),
      commit,
      onProgress,
      rejects: (made) => rejectedTurnsFile(commit ? made : `dry-run-${process.pid}`),
    }),
  );
  if (onProgress !== undefined) clearProgress();
  if (!commit) await forgetDryRun(actor, batch);
  return { batch: commit ? batch : null, counts, rejected };
}

function jsonOf({ batch, counts, rejected: rejectFile }: Outcome, seconds: number) {
  const { read, created: stored, updated, unchanged, deleted, restored, mended, rejected } = counts;
  return { batch, read, stored, updated, unchanged, deleted, restored, mended, rejected, rejectFile, seconds };
}

function linesOf({ batch, counts, rejected }: Outcome, seconds: number): string[] {
  const figures = (['created', 'unchanged', 'rejected'] as const).map(
    (name) => `  ${(name === 'created' ? 'stored' : name).padEnd(10)}${formatCount(counts[name]).padStart(11)}`,
  );
  const mended = counts.mended.unstorable;
  return [
    `${batch === null ? 'Dry run, nothing was changed' : `Import ${batch}`}: ${countOf(counts.read, 'turn', 'turns')} in ${seconds} s.`,
    ...figures,
    ...(mended === undefined ? [] : [`  ${formatCount(mended)} × signs no table can hold, replaced`]),
    ...(rejected === null ? [] : [`The rejected lines, each with its reason, are in ${rejected}.`]),
    ...(batch === null || counts.created === 0 ? [] : [`To take it back: npm run cli -- undo ${batch}`]),
  ];
}

const WIDTH = 30;

/** One line that is written over, for people at a terminal only. */
function showProgress({ step, bytes, of, lines }: TurnImportProgress): void {
  if (!process.stderr.isTTY) return;
  const share = of === 0 ? 1 : bytes / of;
  const filled = Math.round(WIDTH * share);
  const text =
    step === 'hashing'
      ? `looking over the file, ${formatCount(Math.round(bytes / 1e6))} MB`
      : `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${Math.floor(100 * share)} % ${formatCount(lines)} turns`;
  process.stderr.write(`\r\u001b[2K${text}`);
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
}
