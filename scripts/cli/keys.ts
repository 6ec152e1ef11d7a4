import { type Command, InvalidArgumentError } from 'commander';
import { type Scope, scopes } from '#lib/roles.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { createApiKey } from '#server/core/auth/api-key.ts';
import { report, unwrap } from './outcome.ts';
import { withDatabase } from './with-database.ts';

const DAY_MS = 86_400_000;

export function addKeyCommands(program: Command): void {
  const keys = program.command('keys').description('API keys, by which programs call the HTTP API.');
  keys
    .command('create')
    .description('Make a key and print it. It is shown this once and kept nowhere.')
    .requiredOption('--name <name>', 'what the key is for')
    .requiredOption('--scopes <list>', `what it may, separated by commas: ${scopes.join(', ')}`, parseScopes)
    .option('--expires <days>', 'after how many days it ends, for example 90d; without it, never', parseDays)
    .option('--json', 'print one JSON object')
    .action(async (options: { name: string; scopes: Scope[]; expires?: number; json?: true }) => {
      const expiresAt = options.expires === undefined ? null : new Date(Date.now() + options.expires * DAY_MS);
      const wanted = { name: options.name, scopes: options.scopes, expiresAt };
      const made = unwrap(await withDatabase(() => createApiKey(systemActor('cli'), wanted)));
      report(options.json, { ...made, expiresAt }, () => [made.key]);
    });
}

function parseScopes(text: string): Scope[] {
  const wanted = text.split(',').map((part) => part.trim());
  return wanted.map((name) => {
    const scope = scopes.find((one) => one === name);
    if (scope === undefined) throw new InvalidArgumentError(`The scopes are ${scopes.join(', ')}.`);
    return scope;
  });
}

function parseDays(text: string): number {
  const days = Number(/^(\d{1,4})d?$/.exec(text)?.[1]);
  if (!(days > 0)) throw new InvalidArgumentError('Write a number of days, for example 90d.');
  return days;
}
