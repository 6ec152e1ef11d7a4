import type { Command } from 'commander';
import { countOf, formatCount } from '#lib/count.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { type GrouperProgress, getGrouperProgress } from '#server/questions/grouper/progress.ts';
import { askRegroup } from '#server/questions/grouper/regroup-ask.ts';
import { report } from './outcome.ts';
import { withDatabase } from './with-database.ts';

export function addQuestionCommands(program: Command): void {
  const questions = program.command('questions').description('How far the grouping of questions by meaning is.');
  questions
    .command('progress')
    .description('Say what waits for its group, which model is in use, and how the last re-cluster went.')
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: true }) => {
      const progress = await withDatabase(() => getGrouperProgress(systemActor('cli')));
      report(options.json, progress, () => lines(progress));
    });
  questions
    .command('regroup')
    .description('Have all questions grouped anew; the worker takes it up within seconds.')
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: true }) => {
      const asked = await withDatabase(() => askRegroup(systemActor('cli')));
      report(options.json, { asked }, () => [asked ? 'Asked for.' : 'It waits or runs already.']);
    });
}

function lines(progress: GrouperProgress): string[] {
  const { waiting, waitingSince, trouble, model, embeddedAMinute, step, done, total, regroupedAt } = progress;
  const since = waitingSince === null ? '' : `, the first since ${waitingSince.slice(0, 19)}Z`;
  return [
    `Waiting: ${countOf(waiting, 'question', 'questions')}${since}; ${formatCount(embeddedAMinute)} embedded in the last minute of work.`,
    `Model: ${model ?? 'none yet'}.${trouble === null ? '' : ` ${trouble}`}`,
    step === null
      ? 'No re-cluster runs.'
      : `A re-cluster runs: ${step}, ${formatCount(done)} of ${formatCount(total)}.`,
    regroupedAt === null ? 'There was none yet.' : lastLine(progress, regroupedAt),
    ...(progress.regroupTrouble === null ? [] : [`The last one was not finished: ${progress.regroupTrouble}`]),
  ];
}

function lastLine({ texts, groups, moved, seconds }: GrouperProgress, at: string): string {
  const counts = `${countOf(texts ?? 0, 'question', 'questions')} in ${countOf(groups ?? 0, 'group', 'groups')}`;
  return `The last one ended ${at.slice(0, 19)}Z: ${counts}, ${formatCount(moved ?? 0)} moved, ${(seconds ?? 0).toFixed(1)} s.`;
}
