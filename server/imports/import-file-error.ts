import 'server-only';

/** The file cannot be imported as it is; the message is a whole sentence for the person who gave it. */
export class ImportFileError extends Error {
  override name = 'ImportFileError';
}
