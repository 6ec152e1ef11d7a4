import { text } from 'node:stream/consumers';
import { type Command, Option } from 'commander';
import { newUserForm } from '#lib/account/schema.ts';
import { fail, fieldErrorsOf } from '#lib/result.ts';
import { roles } from '#lib/roles.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { createUser } from '#server/settings/users/mutations.ts';
import { report, unwrap } from './outcome.ts';
import { withDatabase } from './with-database.ts';

export function addAdminCommands(program: Command): void {
  const admin = program.command('admin').description('People who sign in to the console.');
  admin
    .command('create')
    .description('Create a user. The password is read from standard input, never from an argument.')
    .requiredOption('--email <address>', 'what they sign in with')
    .option('--name <name>', 'what others see; the part before the @ when left out')
    .addOption(new Option('--role <role>', 'what they may do').choices(roles).default('admin'))
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample: npm run cli -- admin create --email ada@example.org < password.txt')
    .action(async (options: { email: string; name?: string; role: string; json?: true }) => {
      const { email, role } = options;
      const name = options.name ?? email.split('@')[0];
      const form = newUserForm.safeParse({ email, name, role, password: await readPassword() });
      if (!form.success) {
        const errors = fieldErrorsOf(form.error.issues);
        return unwrap(fail('invalid', Object.values(errors).join(' ')));
      }
      const { userId } = unwrap(await withDatabase(() => createUser(systemActor('cli'), form.data)));
      report(options.json, { userId, email: form.data.email, role }, () => [
        `${form.data.email} can sign in as ${role}.`,
      ]);
    });
}

/** The first line of standard input; at a terminal it is asked for and not shown. */
async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).split(/\r?\n/, 1)[0] ?? '';
  process.stderr.write('Password: ');
  process.stdin.setRawMode(true).setEncoding('utf8');
  let typed = '';
  for await (const chunk of process.stdin) {
    for (const key of String(chunk)) {
      if (key === '\u0003') process.exit(1);
      if (key === '\r' || key === '\n' || key === '\u0004') {
        process.stdin.setRawMode(false).pause();
        process.stderr.write('\n');
        return typed;
      }
      typed = key === '\u007f' ? typed.slice(0, -1) : typed + key;
    }
  }
  return typed;
}
