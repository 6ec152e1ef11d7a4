import type { Command } from 'commander';
import { sealAudit } from '#server/core/audit/seal.ts';
import { verifyAudit } from '#server/core/audit/verify.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mendPhonebook } from '#server/phonebook/verify/mutations.ts';
import { verifyPhonebook } from '#server/phonebook/verify/queries.ts';
import { report } from './outcome.ts';
import { withDatabase } from './with-database.ts';

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description('Compare what is derived with what it comes from: the audit chain, the search index, the history.')
    .option('--mend', 'index anew what search does not follow; a touched audit log is never mended')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExit code 1 when anything differs.')
    .action(async (options: { mend?: true; json?: true }) => {
      const verdict = await withDatabase(() => verify(options.mend === true));
      report(options.json, verdict, () => lines(verdict));
      if (!verdict.ok) process.exitCode = 1;
    });
}

type Verdict = Awaited<ReturnType<typeof verify>>;

async function verify(mend: boolean) {
  const actor = systemActor('cli');
  const mended = mend ? await mendPhonebook(actor) : null;
  await sealAudit();
  const audit = await verifyAudit(actor);
  const phonebook = await verifyPhonebook(actor);
  return { ok: audit.faults.length === 0 && phonebook.differing === 0, mended, audit, phonebook };
}

function lines({ ok, mended, audit, phonebook }: Verdict): string[] {
  const said =
    mended === null
      ? []
      : [
          `Mended: ${mended.indexed === 1 ? '1 entry' : `${mended.indexed} entries`} indexed anew, ${counted(mended.gapsNoted, 'gap')} noted, ${counted(mended.wordsSwept, 'unused word')} removed.`,
        ];
  said.push(
    `Audit log: ${audit.sealed} rows in the chain, ${audit.unsealed} not sealed yet, ${counted(audit.faults.length, 'fault')}.`,
  );
  said.push(...audit.faults.map((fault) => `  ${fault.sentence}`));
  said.push(
    `Phonebook: ${phonebook.entries} entries (${phonebook.deleted} deleted), ${phonebook.revisions} revisions, ${counted(phonebook.differing, 'difference')}.`,
  );
  said.push(...phonebook.differences.map(({ employee, reason }) => `  Entry ${employee}: ${reason}.`));
  said.push(ok ? 'All is as it should be.' : 'Something differs.');
  return said;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
