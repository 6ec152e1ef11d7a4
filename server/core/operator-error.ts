import 'server-only';

/** Something the person at the command line can mend: shown as its sentence alone, without a stack. */
export class OperatorError extends Error {
  override name = 'OperatorError';
}
