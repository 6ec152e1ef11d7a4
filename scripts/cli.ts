// The operator's command line: `npm run cli -- …`.
import './start/load-environment.ts';
import './cli/quiet.ts';
import { CommanderError } from 'commander';
import { env } from '#server/core/env.ts';
import { OperatorError } from '#server/core/operator-error.ts';

const USAGE = 2;
/** A schema, table, column or function that is not there. */
const UNKNOWN_NAMES = new Set(['3F000', '42P01', '42703', '42883']);

try {
  env();
  // Loaded late: most of what the commands import reads the environment, and a fault in it is a sentence, not a stack.
  const { commandLine } = await import('./cli/command-line.ts');
  await commandLine().parseAsync();
  process.exit();
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : USAGE);
  process.stderr.write(`${await sentenceOf(error)}\n`);
  process.exit(1);
}

async function sentenceOf(error: unknown): Promise<string> {
  if (error instanceof OperatorError) return error.message;
  const { isUnavailable, sqlStateOf } = await import('#server/core/errors.ts');
  if (isUnavailable(error)) return 'The database does not answer.';
  if (UNKNOWN_NAMES.has(sqlStateOf(error) ?? '')) {
    return 'The database is not at this version. "npm start" brings it there; "doctor" says what is missing.';
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
