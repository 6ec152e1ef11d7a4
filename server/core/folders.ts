import 'server-only';
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { OperatorError } from '#server/core/operator-error.ts';

/** Folders that we make can be entered by the server's user, whatever the umask says; secrets in them are 0600. */
export function makeEnterableFolder(folder: string): void {
  try {
    const first = mkdirSync(folder, { recursive: true, mode: 0o711 });
    if (first === undefined) return;
    for (let made = folder; made.length >= first.length; made = dirname(made)) chmodSync(made, 0o711);
  } catch (error) {
    throw new OperatorError(
      `The data directory ${folder} cannot be made: ${error instanceof Error ? error.message : String(error)}. Set SWITCHBOARD_DATA_DIR to one that can.`,
      { cause: error },
    );
  }
}
