/** The closed list of expected failures. Everything else throws. */
export type FailureCode =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'password_needed'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'rate_limited'
  | 'unavailable';

export type Failure = {
  ok: false;
  code: FailureCode;
  /** One whole sentence for the person who reads it. */
  message: string;
  /** Sentences to stand beside the field of that name. */
  fieldErrors?: Record<string, string>;
  retryAfterSeconds?: number;
  /** Set where it is known that nothing was done, though the code leaves that open. */
  nothingDone?: true;
};

export type Result<T> = { ok: true; value: T } | Failure;

/** The successful half of a Result. */
export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

/** An expected failure: `message` is shown as it stands. */
export function fail(
  code: FailureCode,
  message: string,
  more: Pick<Failure, 'fieldErrors' | 'retryAfterSeconds' | 'nothingDone'> = {},
): Failure {
  return { ok: false, code, message, ...more };
}

/**
 * What a request comes to whose answer was lost: whether it was done nobody knows. Where the server sent the page elsewhere or
 * may not tell it anything, that is thrown again: Next draws what comes then.
 */
export function noAnswer(error?: unknown): Failure {
  if (error instanceof Error && 'digest' in error && String(error.digest).startsWith('NEXT_')) throw error;
  return fail('unavailable', 'No answer came. Look whether it was done before you do it again.');
}

/** The first sentence of each field of a failed zod parse, keyed by dotted path, as `fieldErrors` wants it. */
export function fieldErrorsOf(
  issues: readonly { path: readonly PropertyKey[]; message: string }[],
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const issue of issues) {
    const field = issue.path.map(String).join('.');
    errors[field] ??= issue.message;
  }
  return errors;
}

/** A zod parse as a Result: the fields at fault each with its first sentence. */
export function parsed<T>(
  outcome:
    | { success: true; data: T }
    | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } },
): Result<T> {
  if (outcome.success) return ok(outcome.data);
  const fieldErrors = fieldErrorsOf(outcome.error.issues);
  return fail('invalid', Object.values(fieldErrors)[0] ?? 'This cannot be read.', { fieldErrors });
}
