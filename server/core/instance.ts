import 'server-only';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeEnterableFolder } from '#server/core/folders.ts';
import { OperatorError } from '#server/core/operator-error.ts';
import { isTaken, type LockHolder, type ProcessLock, takeLock } from '#server/core/process-lock.ts';

const SUPERVISOR = 'npm start';
const COMMAND = 'a command';
const WAIT_FOR_COMMAND_MS = 30_000;

/**
 * Takes a data directory for the supervisor. A command that holds it is waited for.
 * @throws OperatorError when another supervisor runs on it
 */
export async function lockForSupervisor(dataDirectory: string): Promise<ProcessLock> {
  const answer = await takeOrWait(dataDirectory, SUPERVISOR);
  if (isTaken(answer)) return answer;
  const where = answer.url === undefined ? '' : ` at ${answer.url}`;
  throw new OperatorError(
    `Switchboard already runs on ${dataDirectory}${where} (process ${answer.pid}). Stop it first, or set SWITCHBOARD_DATA_DIR and PORT for a second one.`,
  );
}

/**
 * Takes a data directory for one command, or finds the supervisor that runs on it.
 * @returns null when a supervisor runs: its Postgres is up or comes up
 */
export async function lockForCommand(dataDirectory: string): Promise<ProcessLock | null> {
  const answer = await takeOrWait(dataDirectory, COMMAND);
  return isTaken(answer) ? answer : null;
}

async function takeOrWait(dataDirectory: string, who: string): Promise<ProcessLock | LockHolder> {
  makeEnterableFolder(dataDirectory);
  const deadline = Date.now() + WAIT_FOR_COMMAND_MS;
  for (;;) {
    const answer = takeLock(lockFile(dataDirectory), who);
    if (isTaken(answer) || answer.who === SUPERVISOR) return answer;
    if (Date.now() > deadline) {
      throw new OperatorError(
        `Another command works on ${dataDirectory} (process ${answer.pid}). Try again when it has ended.`,
      );
    }
    await sleep(200);
  }
}

function lockFile(dataDirectory: string): string {
  return join(dataDirectory, 'supervisor.json');
}
