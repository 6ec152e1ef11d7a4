// The operator's command line: `npm run cli -- …`.
import './start/load-environment.ts';
import './cli/quiet.ts';
import { CommanderError } from 'commander';
import { env } from '#server/core/env.ts';
import { OperatorError } from '#server/core/operator-error.ts';

const USAGE = 2;

try {
  env();
  // Loaded late: most of what the commands import reads the environment, and a fault in it is a sentence, not a stack.
  const { commandLine } = await import('./cli/command-line.ts');
  await commandLine().parseAsync();
  process.exit();
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : USAGE);
  process.stderr.write(`${error instanceof OperatorError ? error.message : textOf(error)}\n`);
  process.exit(1);
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
