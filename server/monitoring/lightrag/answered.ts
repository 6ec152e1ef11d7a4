import 'server-only';

/** OBJECT IDLETIME under a policy by frequency, where no time of use is kept. */
export const NO_TIME_OF_USE = /^ERR An LFU maxmemory policy/;
/** GETRANGE of a value that is no text. */
export const NO_TEXT = /^WRONGTYPE/;

/**
 * What one command of a pipeline answered; null where it failed as is to be expected of such an entry.
 * @throws any other error: it must not read as an entry that is not there
 */
export function answered(answer: [error: Error | null, value: unknown] | undefined, expected?: RegExp): unknown {
  const [error, value] = answer ?? [null, null];
  if (error === null) return value;
  if (expected?.test(error.message)) return null;
  throw error;
}
