import 'server-only';
import { join } from 'node:path';
import { dataDirectory } from '#server/core/paths.ts';

/** Where files wait between upload and import; they hold personal data, so the folder is 0700 and files are 0600. */
export function uploadFolder(): string {
  return join(dataDirectory(), 'imports');
}

/** The uploaded file of a batch. */
export function uploadFile(batch: number): string {
  return join(uploadFolder(), `${batch}.csv`);
}
