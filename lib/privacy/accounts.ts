import type { Span } from '#lib/privacy/literal.ts';

// ISO 13616: country, two check digits, and up to 30 letters and digits; none in use is shorter than 15 in all.
const SHORTEST_ACCOUNT = 15;
const LONGEST_ACCOUNT = 34;
const FEWEST_DIGITS = 8;

const ZERO = '0'.charCodeAt(0);
const A = 'a'.charCodeAt(0);

/** Where account numbers with the check of ISO 13616 (IBAN) stand in a folded text: whole, or in groups of four. */
export function findAccounts(folded: string): Span[] {
  const spans: Span[] = [];
  for (const { index: start } of folded.matchAll(/(?<![a-z0-9])[a-z]{2}\d\d/g)) {
    if (start < (spans.at(-1)?.end ?? 0)) continue;
    const window = folded.slice(start, start + LONGEST_ACCOUNT + 10);
    const end = endOfWhole(window) ?? endOfGroups(window);
    if (end !== undefined) spans.push({ start, end: start + end });
  }
  return spans;
}

function endOfWhole(window: string): number | undefined {
  const [whole] = /^[a-z0-9]{15,34}(?![a-z0-9])/.exec(window) ?? [];
  if (whole === undefined) return undefined;
  return isAccount(whole.length, digitsIn(whole), checked(0, whole.slice(4)), whole) ? whole.length : undefined;
}

// The longest run of groups that passes the check.
function endOfGroups(window: string): number | undefined {
  const group = /[ -]([a-z0-9]{1,4})(?![a-z0-9])/y;
  let length = 4;
  let digits = 2;
  let rest = 0;
  let end: number | undefined;
  group.lastIndex = length;
  for (let found = group.exec(window); found !== null; found = group.exec(window)) {
    const [, units = ''] = found;
    length += units.length;
    digits += digitsIn(units);
    rest = checked(rest, units);
    if (isAccount(length, digits, rest, window)) end = group.lastIndex;
    if (units.length < 4) break;
  }
  return end;
}

function isAccount(length: number, digits: number, rest: number, window: string): boolean {
  const isLong = length >= SHORTEST_ACCOUNT && length <= LONGEST_ACCOUNT && digits >= FEWEST_DIGITS;
  return isLong && checked(rest, window.slice(0, 4)) === 1;
}

/** The remainder by 97 when units are appended to a number with this remainder: digits as they are, letters as 10 to 35. */
function checked(rest: number, units: string): number {
  let all = rest;
  for (let at = 0; at < units.length; at++) {
    const code = units.charCodeAt(at);
    all = code < A ? (all * 10 + code - ZERO) % 97 : (all * 100 + code - A + 10) % 97;
  }
  return all;
}

function digitsIn(units: string): number {
  let count = 0;
  for (let at = 0; at < units.length; at++) if (units.charCodeAt(at) < A) count += 1;
  return count;
}
