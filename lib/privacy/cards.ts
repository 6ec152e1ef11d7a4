import { digitRuns, type Group } from '#lib/privacy/digit-groups.ts';
import { isDigit, isLatin } from '#lib/privacy/folded.ts';
import type { Span } from '#lib/privacy/literal.ts';

const SHORTEST_CARD = 13;
const LONGEST_CARD = 19;

// What a card is called, glued to what else may stand right before its number, with a few more such words between.
const cardWords =
  /(?<![a-z])(?:my|your|the|new|old|atm|bank|credit|debit|gift|prepaid)*(?:(?:master)?cards?|carte|karte|tarjeta|visa|amex|maestro|rupay|unionpay|discover|jcb|cc|pan)(?:[ _]?(?:no|num|number|nr|is))*[ _]?$/;
const CARD_WORDS_REACH = 40;
const wordsAfter = /^(?:exp|valid|cvv|cvc|cv2)/;

/**
 * Where payment-card numbers stand in a folded text: 13 to 19 digits whose last is the check digit of ISO/IEC 7812 (Luhn),
 * with spaces or dashes between or none, beginning as the schemes' numbers do; with dots between only in the groups that are
 * printed on cards, since amounts, versions and addresses of machines have them too.
 */
export function findCards(folded: string): Span[] {
  const spans: Span[] = [];
  for (const run of digitRuns(folded, (between) => /^(?: ?- ?| {1,2})$/.test(between))) {
    for (let first = 0; first < run.length; first++) {
      const length = cardFrom(folded, run, first);
      if (length === 0) continue;
      spans.push({ start: run[first]?.start ?? 0, end: run[first + length - 1]?.end ?? 0 });
      first += length - 1;
    }
  }
  const dotted = digitRuns(folded, (between) => between === '.').filter((run) => isDottedCard(folded, run));
  spans.push(...dotted.map((run) => ({ start: run[0]?.start ?? 0, end: run.at(-1)?.end ?? 0 })));
  return spans.sort((one, other) => one.start - other.start);
}

function isDottedCard(folded: string, run: readonly Group[]): boolean {
  if (run.length === 1 || !isShapedAsCard(run)) return false;
  const digits = run.map((group) => group.digits).join('');
  // No scheme has numbers that begin so, and instants do: 2011.1127.1030.0001.
  return !digits.startsWith('20') && isCard(digits) && isFree(folded, run);
}

// How many groups from `first` on are a card number; 0 for none.
function cardFrom(folded: string, run: readonly Group[], first: number): number {
  let digits = '';
  let found = 0;
  for (let length = 1; length <= 8; length++) {
    const group = run[first + length - 1];
    if (group === undefined) break;
    digits += group.digits;
    if (digits.length > LONGEST_CARD) break;
    if (digits.length < SHORTEST_CARD || !isCard(digits)) continue;
    const groups = run.slice(first, first + length);
    if ((length === run.length || isShapedAsCard(groups)) && isFree(folded, groups)) found = length;
  }
  return found;
}

// Other numbers beside it would else be read together with it.
function isShapedAsCard(groups: readonly Group[]): boolean {
  const shape = groups.map(({ digits }) => digits.length).join('-');
  return /^(?:1[3-9]|4-4-4-[1-4]|4-4-4-4-[1-3]|4-6-[45])$/.test(shape);
}

function isCard(digits: string): boolean {
  return /^(?:[2-6]|8[12]|9792)/.test(digits) && /[^0]/.test(digits.slice(1)) && hasCheckDigit(digits);
}

function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (const [at, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (at % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** Whether no letter, digit or decimal goes on from the number at either end, but for words that speak of cards. */
function isFree(folded: string, groups: readonly Group[]): boolean {
  const start = groups[0]?.start ?? 0;
  const end = groups.at(-1)?.end ?? 0;
  const before = folded.charAt(start - 1);
  const after = folded.charAt(end);
  if (isWord(after) && !wordsAfter.test(folded.slice(end, end + 5))) return false;
  if (isWord(before) && !cardWords.test(folded.slice(Math.max(0, start - CARD_WORDS_REACH), start))) return false;
  return (
    !(/[.,]/.test(before) && isDigit(folded.charAt(start - 2))) &&
    !(/[.,]/.test(after) && isDigit(folded.charAt(end + 1)))
  );
}

function isWord(unit: string): boolean {
  return isLatin(unit) || unit === '_';
}
