// Quality of search, detectors, grouping and gaps: `npm run eval -- phonebook|answers|daily|questions|gaps`. Exit code 1 when a gate is missed.
import '#bench/lib/quiet.ts';
import { runAnswers } from './answers/run.ts';
import { runDaily } from './daily/run.ts';
import { runGaps } from './gaps/run.ts';
import { runPhonebook } from './phonebook/run.ts';
import { runQuestions } from './questions/run.ts';

const [name, ...parameters] = process.argv.slice(2).filter((parameter) => parameter !== '--json');
const asJson = process.argv.includes('--json');
const evaluations = { phonebook, answers, daily, questions, gaps };
if (name === undefined || !isEvaluation(name)) {
  process.stdout.write(
    'Usage: npm run eval -- phonebook [--people CSV --aliases CSV] [--half tune] [--misses FILE] [--json]\n' +
      '       npm run eval -- answers [--log FILE] [--json]\n' +
      '       npm run eval -- daily [--log FILE] [--json]\n' +
      '       npm run eval -- questions [--labelled CSV] [--cache DIR] [--stability] [--json]\n' +
      '       npm run eval -- gaps --log FILE --truth FILE [--intents FILE] [--json]\n' +
      '       npm run eval -- gaps --simulate [--labelled CSV] [--cache DIR] [--json]\n',
  );
  process.exit(name === undefined ? 0 : 2);
}

const { shown, missed } = await evaluations[name]();
if (asJson) process.stdout.write(`${JSON.stringify(shown)}\n`);
else
  process.stdout.write(
    missed.length === 0 ? '\nEvery gate holds.\n' : `\nMissed:\n${missed.map((line) => `- ${line}`).join('\n')}\n`,
  );
process.exit(missed.length === 0 ? 0 : 1);

function say(line: string): void {
  if (!asJson) process.stdout.write(`${line}\n`);
}

function isEvaluation(given: string): given is keyof typeof evaluations {
  return Object.hasOwn(evaluations, given);
}

function answers() {
  const { report, missed } = runAnswers(parameters, say);
  return { shown: report, missed };
}

async function phonebook() {
  const { report, missed } = await runPhonebook(parameters, say);
  return { shown: { ...report[0], directories: report }, missed };
}

async function daily() {
  const { report, missed } = await runDaily(parameters, say);
  return { shown: report, missed };
}

async function questions() {
  const { report, missed } = await runQuestions(parameters, say);
  return { shown: report, missed };
}

async function gaps() {
  const { report, missed } = await runGaps(parameters, say);
  return { shown: report, missed };
}
