import 'server-only';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirectory } from '#server/core/paths.ts';

/** Where files wait between upload and import; they hold personal data, so the folder is 0700 and files are 0600. */
export function uploadFolder(): string {
  return join(dataDirectory(), 'imports');
}

/** Makes the folder where it is missing. */
export function makeUploadFolder(): void {
  mkdirSync(uploadFolder(), { recursive: true, mode: 0o700 });
}

/** The uploaded file of a batch. */
export function uploadFile(batch: number): string {
  return join(uploadFolder(), `${batch}.csv`);
}

/** Where a file is written while nobody knows yet whether it is one. */
export function incomingFile(name: string): string {
  return join(uploadFolder(), `incoming-${name}.csv`);
}

/** The rejected rows of a batch. */
export function rejectFile(batch: number | string): string {
  return join(uploadFolder(), `${batch}-rejected.csv`);
}

/** The rejected lines of an import of turns. */
export function rejectedTurnsFile(batch: number | string): string {
  return join(uploadFolder(), `${batch}-rejected.jsonl`);
}
