import type { Result } from '#lib/result.ts';
import { OperatorError } from '#server/core/operator-error.ts';

/** The value of a result; an expected failure ends the command with its sentences and code 1. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const fields = Object.values(result.fieldErrors ?? {}).filter((sentence) => sentence !== result.message);
  throw new OperatorError([result.message, ...fields].join(' '));
}

/** Prints for people, or as JSON and nothing else for programs. */
export function report(json: boolean | undefined, value: unknown, lines: () => readonly string[]): void {
  process.stdout.write(json === true ? `${JSON.stringify(value)}\n` : `${lines().join('\n')}\n`);
}
