import type { Command } from 'commander';
import { countOf, formatCount } from '#lib/count.ts';
import { mendConversations } from '#server/conversations/verify/mutations.ts';
import { verifyConversations } from '#server/conversations/verify/queries.ts';
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
    .description(
      'Compare what is derived with what it comes from: the audit chain, the search index, the history, the figures of conversations.',
    )
    .option('--mend', 'make anew what does not follow; a touched audit log is never mended')
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
  const mended = mend ? { phonebook: await mendPhonebook(actor), conversations: await mendConversations(actor) } : null;
  await sealAudit();
  const audit = await verifyAudit(actor);
  const phonebook = await verifyPhonebook(actor);
  const conversations = await verifyConversations(actor);
  const ok = audit.faults.length === 0 && phonebook.differing === 0 && conversations.differing === 0;
  return { ok, mended, audit, phonebook, conversations };
}

function lines({ ok, mended, audit, phonebook, conversations }: Verdict): string[] {
  const since = conversations.from === null ? '' : ` since ${conversations.from.slice(0, 10)}`;
  return [
    ...(mended === null ? [] : mendedLines(mended)),
    `Audit log: ${audit.sealed} rows in the chain, ${audit.unsealed} not sealed yet, ${countOf(audit.faults.length, 'fault', 'faults')}.`,
    ...audit.faults.map((fault) => `  ${fault.sentence}`),
    `Phonebook: ${phonebook.entries} entries (${phonebook.deleted} deleted), ${phonebook.revisions} revisions, ${differences(phonebook.differing)}.`,
    ...phonebook.differences.map(({ employee, reason }) => `  Entry ${employee}: ${reason}.`),
    `Conversations: ${countOf(conversations.turns, 'turn', 'turns')}${since}, ${countOf(conversations.sessions, 'session', 'sessions')}, ${differences(conversations.differing)}.`,
    ...conversations.differences.map((sentence) => `  ${sentence}.`),
    ok ? 'All is as it should be.' : 'Something differs.',
  ];
}

function mendedLines({ phonebook, conversations }: NonNullable<Verdict['mended']>): string[] {
  return [
    `Mended: ${countOf(phonebook.indexed, 'entry', 'entries')} indexed anew, ${countOf(phonebook.gapsNoted, 'gap', 'gaps')} noted, ${countOf(phonebook.wordsSwept, 'unused word', 'unused words')} removed.`,
    `Mended: ${countOf(conversations.states, 'state', 'states')}, ${countOf(conversations.sessions, 'session', 'sessions')}, ${countOf(conversations.figures, 'figure', 'figures')}, ${countOf(conversations.events, 'event', 'events')}; ${formatCount(conversations.stale)} followed up.`,
  ];
}

function differences(count: number): string {
  return countOf(count, 'difference', 'differences');
}
