import { digitRuns, type Group } from '#lib/privacy/digit-groups.ts';
import { HOLE, isDigit, isLatin } from '#lib/privacy/folded.ts';
import type { Span } from '#lib/privacy/literal.ts';
import { FEWEST_DIGITS, judgeNumber, MOST_DIGITS, MOST_GROUPS, type WrittenNumber } from '#lib/privacy/phone-forms.ts';
import { shieldNumbers } from '#lib/privacy/shields.ts';

const phoneWords =
  /(?<![a-z])(?:(?:tele)?phone|phn|tel|mobile|mob|cell|call|dial|hotline|helpline|fax|sms|text me|contact|whats ?app|wa\.me|viber|imo|bkash|nagad|reach (?:me|us|him|her)|(?:my|his|her|our|their|your) (?:number|no)|number is|t[eé]l[eé]phone|telefono?n?|m[oó]vil|handy|portable)(?![a-z])|ফোন|মোবাইল|ফোনে|কল|যোগাযোগ|বিকাশ|নগদ|फ़?ोन|मोबाइल|هاتف|جوال|تلفن|موبایل/g;
const otherWords =
  /(?<![a-z])(?:order|invoice|bill|ticket|ref|reference|id|nid|txn|trx|transaction|serial|isbn|issn|routing|sku|tracking|case|batch|version|build|pin|otp|code|zip|policy|claim|receipt|voucher|cheque|challan|loan|meter|account|acct|acc|a\/c|card|passport|timestamp|epoch|port|row|line|page|item|model|part|token|hash|commit|pid|bytes|amount|balance|total|sum|price|population)(?![a-z])|#|অর্ডার|আইডি|রেফারেন্স|হিসাব|অ্যাকাউন্ট|টাকা/g;

/** What the words before a number say it is: a telephone number, something else, or nothing. */
type Hint = 'phone' | 'other' | 'none';

type Page = { text: string; hintAt: (start: number) => Hint };

// As far back as a word is taken to speak of a number.
const BEFORE = 28;

/**
 * Where telephone numbers stand in a folded text, as people write them: international, national with their trunk zero, in the
 * groups of their country, and bare where their form or the words before say so. Dates, times, amounts, addresses of
 * machines, versions and marks of orders and the like are left.
 */
export function findPhones(folded: string): Span[] {
  const text = shieldNumbers(folded);
  const hintAt = hintsOf(text);
  const spans: Span[] = [];
  for (const run of digitRuns(text, (between) => /^(?: ?[-./] ?| {1,2}|[-. ]?\(|\)[-. ]?| ?\([^)]?)$/.test(between)))
    spans.push(...phonesIn({ text, hintAt }, run));
  return spans;
}

function phonesIn(page: Page, run: readonly Group[]): Span[] {
  const spans: Span[] = [];
  const long = run.filter(isLong).length;
  let first = 0;
  while (first < run.length) {
    const length = lengthFrom(page, run, first, long);
    const last = run[first + length - 1];
    if (length === 0 || last === undefined) first += 1;
    else {
      spans.push({ start: startOf(page.text, run[first]), end: last.end });
      first += length;
    }
  }
  return spans;
}

// How many groups from `first` on are a number; 0 for none. The longest wins. `long`: groups of the run that could be one.
function lengthFrom(page: Page, run: readonly Group[], first: number, long: number): number {
  if (first > 0 && !isLoose(run[first])) return 0;
  const groups = run.slice(first, first + MOST_GROUPS);
  const lengths = groups.map(({ digits }) => digits.length);
  let all = groups.map(({ digits }) => digits).join('');
  while (groups.length > 0) {
    if (all.length < FEWEST_DIGITS || all.length <= groups.length) return 0;
    const after = run[first + groups.length];
    const ends = after === undefined || isLoose(after);
    // Nothing but a figure or two stands beside the groups in their run.
    const alone = () => lengths.filter((length) => length > 2).length === long;
    if (all.length <= MOST_DIGITS && ends && isPhone(page, { groups, lengths, all }, alone)) return groups.length;
    groups.pop();
    all = all.slice(0, all.length - (lengths.pop() ?? 0));
  }
  return 0;
}

function isLong({ digits }: Group): boolean {
  return digits.length > 2;
}

/** Whether another number may begin at a group of a run: only after white space or a stroke. */
function isLoose(group: Group | undefined): boolean {
  return group !== undefined && /^(?: {1,2}| ?\/ ?| - | ?\()$/.test(group.before);
}

function isPhone({ text, hintAt }: Page, written: WrittenNumber, alone: () => boolean): boolean {
  const first = written.groups[0];
  const last = written.groups.at(-1);
  if (first === undefined || last === undefined) return false;
  const start = startOf(text, first);
  const opening = text.slice(start, first.start);
  const verdict = judgeNumber(written, { plus: opening.includes('+'), bracketed: isBracketed(text, first) });
  if (verdict === 'no' || !isFree(text, start, last.end)) return false;
  if (verdict === 'international') return true;
  const hint = hintAt(start);
  if (hint === 'phone') return true;
  if (isJoined(text, start, last.end, verdict === 'national')) return false;
  if (verdict !== 'national' && !alone()) return false;
  return verdict !== 'with a hint' && hint === 'none';
}

/** Where a number begins with its plus and brackets. */
function startOf(text: string, group: Group | undefined): number {
  const at = group?.start ?? 0;
  return at - (/(?:\(\+ ?|\+ ?\(?|\()$/.exec(text.slice(Math.max(0, at - 3), at))?.[0].length ?? 0);
}

function isBracketed(text: string, group: Group): boolean {
  return text.charAt(group.start - 1) === '(' && text.charAt(group.end) === ')';
}

/** Whether no word, decimal or mark goes on from it. */
function isFree(text: string, start: number, end: number): boolean {
  const before = text.charAt(start - 1);
  const after = text.charAt(end);
  if (isLatin(before) || isDigit(before) || '_$€£৳₹¥#'.includes(before || ' ')) return false;
  if (/[.,:]/.test(before) && isDigit(text.charAt(start - 2))) return false;
  if (/[.,:]/.test(after) && isDigit(text.charAt(end + 1))) return false;
  const extension = /^(?:x ?\d|ext)/.test(text.slice(end, end + 3));
  return !(isLatin(after) && !extension) && !'_%$€£৳₹¥'.includes(after || ' ');
}

/** Whether it is joined to a word or figure, as the parts of a mark are; `national` numbers may follow each other with a stroke. */
function isJoined(text: string, start: number, end: number, national: boolean): boolean {
  const joints = national ? '-.\\=' : '-.\\=/';
  const sign = text.charAt(start - 1) || ' ';
  const ahead = text.charAt(start - 2);
  if (`${joints}/`.includes(sign) && (isLatin(ahead) || ahead === '_')) return true;
  return (
    (joints.includes(sign) && isDigit(ahead)) ||
    (joints.includes(text.charAt(end) || ' ') && isDigit(text.charAt(end + 1)))
  );
}

/** What is said about a number that begins at a place, by the last telling word shortly before. */
function hintsOf(text: string): (start: number) => Hint {
  const words = [
    ...[...text.matchAll(phoneWords)].map(({ index }) => ({ index, hint: 'phone' as const })),
    ...[...text.matchAll(otherWords)].map(({ index }) => ({ index, hint: 'other' as const })),
  ].sort((one, other) => one.index - other.index);
  let next = 0;
  return (start) => {
    // Numbers are asked for in the order of the text, but for the plus that the last began with.
    while (next > 0 && (words[next - 1]?.index ?? 0) >= start) next -= 1;
    while ((words[next]?.index ?? start) < start) next += 1;
    const last = words[next - 1];
    if (last === undefined || last.index < start - BEFORE) return 'none';
    return text.slice(last.index, start).includes(HOLE) ? 'none' : last.hint;
  };
}
