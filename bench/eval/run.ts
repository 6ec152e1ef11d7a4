// Quality of search: `npm run eval -- phonebook [--people CSV --aliases CSV]`. Exit code 1 when a gate is missed.
import '#bench/lib/quiet.ts';
import { runPhonebook } from './phonebook/run.ts';

const [name, ...parameters] = process.argv.slice(2).filter((parameter) => parameter !== '--json');
const asJson = process.argv.includes('--json');
if (name !== 'phonebook') {
  process.stdout.write(
    'Usage: npm run eval -- phonebook [--people CSV --aliases CSV] [--half tune] [--misses FILE] [--json]\n',
  );
  process.exit(name === undefined ? 0 : 2);
}

const { report, missed } = await runPhonebook(parameters, (line) => asJson || process.stdout.write(`${line}\n`));
if (asJson) process.stdout.write(`${JSON.stringify({ ...report[0], directories: report })}\n`);
else
  process.stdout.write(
    missed.length === 0 ? '\nEvery gate holds.\n' : `\nMissed:\n${missed.map((line) => `- ${line}`).join('\n')}\n`,
  );
process.exit(missed.length === 0 ? 0 : 1);
