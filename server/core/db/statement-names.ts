import 'server-only';
import { createHash } from 'node:crypto';

const LIMIT = 500;
const names = new Map<string, string>();

/**
 * The name a statement is prepared under: a hash of its text, so that one name never stands for two texts. Our texts
 * are finite; past 500 of them a text goes unnamed ('') rather than filling the server's memory.
 */
export function statementName(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  if (names.size >= LIMIT) return '';
  const name = `s_${createHash('sha256').update(sql).digest('base64url').slice(0, 22)}`;
  names.set(sql, name);
  return name;
}
