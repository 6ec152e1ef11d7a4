import 'server-only';
import { createHash } from 'node:crypto';

/** The id of a statement: of its text without values, the same on every server and version. 16 hex digits. */
export function statementId(tidyText: string, nested: boolean): string {
  return createHash('sha256')
    .update(`${nested ? 'nested ' : ''}${tidyText}`)
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
