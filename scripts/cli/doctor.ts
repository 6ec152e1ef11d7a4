import type { Command } from 'commander';
import { mainPool } from '#server/core/db/pool.ts';
import { examineDatabase } from '#server/core/doctor/database.ts';
import { bad, type Finding } from '#server/core/doctor/finding.ts';
import { examineMachine } from '#server/core/doctor/machine.ts';
import { examineRedis } from '#server/core/doctor/redis.ts';
import { makeEnterableFolder } from '#server/core/folders.ts';
import { dataDirectory } from '#server/core/paths.ts';
import { report } from './outcome.ts';
import { withDatabase } from './with-database.ts';

const WORDS = { good: 'good   ', warning: 'warning', bad: 'bad    ' } as const;

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'Look at the machine, the database and its settings, the disk and Redis: one line each, good, warning or bad.',
    )
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExit code 1 when anything is bad.')
    .action(async (options: { json?: true }) => {
      makeEnterableFolder(dataDirectory());
      const findings = [...examineMachine(), ...(await database()), await examineRedis()];
      report(options.json, { findings }, () =>
        findings.map((one) => `${WORDS[one.state]}  ${one.name}: ${one.sentence}`),
      );
      if (findings.some((one) => one.state === 'bad')) process.exitCode = 1;
    });
}

async function database(): Promise<Finding[]> {
  try {
    return await withDatabase(() => examineDatabase(mainPool()));
  } catch (error) {
    return [bad('Postgres', error instanceof Error ? error.message : String(error))];
  }
}
