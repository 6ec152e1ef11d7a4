import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { countOf, formatCount } from '#lib/count.ts';
import type { ImportCounts, ImportProgress } from '#lib/imports/batch.ts';
import { type MendRule, mendRules } from '#lib/imports/mend.ts';
import { applyMapOptions } from '#lib/imports/parse-map.ts';
import { undoTurnImport } from '#server/conversations/import/undo.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { BEING_ERASED, whileNothingIsErased } from '#server/core/erasure/import-gate.ts';
import { OperatorError } from '#server/core/operator-error.ts';
import { createBatch, forgetBatch, updatePlan } from '#server/imports/mutations.ts';
import { writeRejectFile } from '#server/imports/reject-file.ts';
import { runImport } from '#server/imports/run.ts';
import { undoImport } from '#server/imports/undo.ts';
import { rejectFile } from '#server/imports/uploads.ts';
import { addTurnImport } from './import-turns.ts';
import { report, unwrap } from './outcome.ts';
import { withDatabase } from './with-database.ts';

type CsvOptions = { map: string[]; wholeDirectory?: true; confirmMissing?: number; dryRun?: true; json?: true };

export function addImportCommands(program: Command): void {
  const imports = program.command('import').description('Bring contacts or conversation turns in from a file.');
  imports
    .command('csv')
    .description('Contacts from a CSV file: any column names, commas, semicolons, tabs or bars.')
    .argument('<file>', 'the file; its first row names the columns')
    .option('--map <column=field>', 'the field of a column, by name or #number; - leaves it out', collect, [])
    .option('--whole-directory', 'this file is the whole directory: who is missing from it is deleted')
    .option('--confirm-missing <number>', 'exactly how many may be deleted, past 10 % or 50', parseCount)
    .option('--dry-run', 'do everything, say what would change, and roll it back')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample: npm run cli -- import csv staff.csv --map "Badge no=employee_id" --dry-run')
    .action(async (file: string, options: CsvOptions) => {
      const started = performance.now();
      const outcome = await withDatabase(() => importCsv(file, options));
      const { counts, batch, rejected } = outcome;
      const seconds = Math.round((performance.now() - started) / 100) / 10;
      report(options.json, jsonOf(batch, counts, rejected, seconds), () => linesOf(batch, counts, rejected, seconds));
    });
  addTurnImport(imports);
  program
    .command('undo')
    .description(
      'Take one import back: every field it wrote, unless somebody changed it since, or every turn it stored.',
    )
    .argument('<batch>', 'the number of the import', parseCount)
    .option('--json', 'print one JSON object')
    .action(async (batch: number, options: { json?: true }) => {
      const undone = await withDatabase(() => undo(batch));
      report(options.json, undone.outcome, () =>
        undone.outcome.batch === null
          ? [`Import ${batch} was taken back before. Nothing was left to do.`]
          : [`Import ${batch} is taken back: ${undone.sentence}`, ...undone.kept],
      );
    });
}

/** Takes an import of contacts or of turns back, whichever it is. */
async function undo(batch: number) {
  const actor = systemActor('cli');
  const turns = await undoTurnImport(actor, batch);
  if (turns !== null) {
    const outcome = unwrap(turns);
    return { outcome, sentence: `${countOf(outcome.deleted, 'turn', 'turns')} deleted.`, kept: [] };
  }
  const undone = await whileNothingIsErased(() => undoImport(actor, batch));
  if (undone === null) throw new OperatorError(BEING_ERASED);
  const outcome = unwrap(undone);
  const sentence = `${countOf(outcome.reverted, 'entry', 'entries')} reverted, ${formatCount(outcome.deleted)} deleted, ${formatCount(outcome.restored)} restored.`;
  const kept =
    outcome.kept > 0 ? [`${countOf(outcome.kept, 'field', 'fields')} changed since by others, and kept.`] : [];
  return { outcome, sentence, kept };
}

async function importCsv(file: string, options: CsvOptions) {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new OperatorError(`There is no file ${file}.`);
  const outcome = await whileNothingIsErased(() => importAndReject(file, options));
  if (outcome === null) throw new OperatorError(BEING_ERASED);
  return outcome;
}

async function importAndReject(file: string, options: CsvOptions) {
  const actor = systemActor('cli');
  const mode = options.wholeDirectory === true ? 'whole_directory' : 'update';
  const made = unwrap(await createBatch(actor, { file, fileName: basename(file), mode }));
  let kept = false;
  try {
    const mapping = unwrap(applyMapOptions(made.facts.header, made.mapping, options.map));
    unwrap(await updatePlan(actor, made.batch, { mapping, mode }));
    const commit = options.dryRun !== true;
    const confirmMissing = options.confirmMissing ?? null;
    const onProgress = options.json === true ? undefined : showProgress;
    const counts = unwrap(await runImport(actor, made.batch, { commit, file, confirmMissing, onProgress }));
    kept = commit;
    const target = rejectFile(commit ? made.batch : `dry-run-${process.pid}`);
    const rejected = await writeRejectFile(actor, made.batch, { file, facts: made.facts }, target);
    return { counts, batch: commit ? made.batch : null, rejected };
  } finally {
    if (!kept) await forgetBatch(actor, made.batch);
  }
}

function jsonOf(batch: number | null, counts: ImportCounts, rejectFile: string | null, seconds: number) {
  const { read, created: stored, updated, unchanged, deleted, restored, mended, rejected } = counts;
  return { batch, read, stored, updated, unchanged, deleted, restored, mended, rejected, rejectFile, seconds };
}

function linesOf(batch: number | null, counts: ImportCounts, rejectFile: string | null, seconds: number): string[] {
  const head = batch === null ? 'Dry run, nothing was changed' : `Import ${batch}`;
  const figures = (['created', 'updated', 'unchanged', 'deleted', 'restored', 'rejected'] as const).map(
    (name) => `  ${name.padEnd(10)}${formatCount(counts[name]).padStart(9)}`,
  );
  const mends = Object.entries(counts.mended).map(([rule, count]) => `  ${formatCount(count)} × ${sentenceOf(rule)}`);
  return [
    `${head}: ${countOf(counts.read, 'row', 'rows')} in ${seconds} s.`,
    ...figures,
    ...mends,
    ...(rejectFile === null ? [] : [`The rejected rows, each with its reason, are in ${rejectFile}.`]),
    ...(batch === null || counts.read === counts.unchanged ? [] : [`To take it back: npm run cli -- undo ${batch}`]),
  ];
}

function sentenceOf(rule: string): string {
  return isMendRule(rule) ? mendRules[rule] : rule;
}

function isMendRule(rule: string): rule is MendRule {
  return rule in mendRules;
}

/** One line that is written over, for people at a terminal only. */
function showProgress({ step, read, written }: ImportProgress): void {
  if (!process.stderr.isTTY) return;
  const text =
    step === 'writing'
      ? `${formatCount(written)} of ${formatCount(read)} rows written`
      : `${step}, ${formatCount(read)} rows`;
  process.stderr.write(`\r\u001b[2K${step === 'recording' ? '' : text}`);
}

function collect(option: string, before: string[]): string[] {
  return [...before, option];
}

function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a whole number.');
  return Number(text);
}
