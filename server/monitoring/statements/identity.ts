import 'server-only';
import { createHash } from 'node:crypto';
import { tidyText } from '#lib/monitoring/statements/text.ts';

const KEPT_TEXT = 20_000;

/** A statement by its text as the server has it: the text as it is kept, without values and cut, and the id made of that. */
export function identify(text: string, nested: boolean): { id: string; text: string } {
  const kept = tidyText(text).slice(0, KEPT_TEXT).toWellFormed();
  return { id: statementId(kept, nested), text: kept };
}

/** The id of a statement: of its text as it is kept, the same on every server and version. 16 hex digits. */
export function statementId(text: string, nested: boolean): string {
  return createHash('sha256')
    .update(`${nested ? 'nested ' : ''}${text}`)
    .digest('hex')
    .slice(0, 16);
}

/** All others that count, and all others that do not: statements that were not worth a name in their minute. */
export const OTHERS = '0'.repeat(16);
export const OTHERS_APART = '1'.padStart(16, '0');

/** An id as the database keeps it: a bigint, as text. */
export function storedId(id: string): string {
  return BigInt.asIntN(64, BigInt(`0x${id}`)).toString();
}

/** The id of a stored bigint. */
export function idOf(stored: string): string {
  return BigInt.asUintN(64, BigInt(stored)).toString(16).padStart(16, '0');
}
