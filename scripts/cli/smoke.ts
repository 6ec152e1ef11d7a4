import { type Command, InvalidArgumentError } from 'commander';
import { report } from './outcome.ts';
import { smokeTest } from './smoke-test.ts';

export function addSmokeCommand(program: Command): void {
  program
    .command('smoke')
    .description(
      'Try a running deployment from outside: health, readiness, a search, and one turn posted, read back and taken away.',
    )
    .argument('<url>', 'its address, for example https://switchboard.example.org', parseAddress)
    .requiredOption(
      '--key <key>',
      'a key with the scopes phonebook:read, conversations:write and analytics:read',
      parseKey,
    )
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExit code 1 when a step is bad. It needs no database and no data directory.')
    .action(async (url: string, options: { key: string; json?: true }) => {
      const { session, steps } = await smokeTest(url, options.key);
      const ok = steps.every((one) => one.state === 'good');
      report(options.json, { ok, url, session, steps }, () =>
        steps.map(({ state, step, sentence }) => `${state === 'good' ? 'good' : 'bad '}  ${step}: ${sentence}`),
      );
      if (!ok) process.exitCode = 1;
    });
}

function parseAddress(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InvalidArgumentError('Write an address that begins with http:// or https://.');
  }
  return text;
}

function parseKey(text: string): string {
  if (!/^[\x21-\x7e]+$/.test(text)) throw new InvalidArgumentError('Write the key alone, without spaces.');
  return text;
}
