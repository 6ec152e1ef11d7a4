import { Command } from 'commander';
import { addAdminCommands } from './admin.ts';
import { addDoctorCommand } from './doctor.ts';
import { addImportCommands } from './import.ts';
import { addKeyCommands } from './keys.ts';
import { addQuestionCommands } from './questions.ts';
import { addSmokeCommand } from './smoke.ts';
import { addVerifyCommand } from './verify.ts';

/** Columns, whatever the terminal: docs/commands.md is made from the same text. */
const HELP_WIDTH = 100;

/** Every command, each group from its own file. Usage errors throw instead of ending the process. */
export function commandLine(): Command {
  const program = new Command('cli')
    .usage('<command> [options]')
    .description("The operator's command line of Switchboard.");
  addAdminCommands(program);
  addKeyCommands(program);
  addImportCommands(program);
  addVerifyCommand(program);
  addQuestionCommands(program);
  addDoctorCommand(program);
  addSmokeCommand(program);
  for (const command of everyCommand(program)) {
    command.exitOverride().showHelpAfterError('Add --help to see the usage.').helpCommand(false);
    command.configureHelp({ helpWidth: HELP_WIDTH });
  }
  return program;
}

/** A command and all below it, in the order of the help. */
export function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
