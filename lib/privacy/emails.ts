import { isDigit, isLatin, isLetter } from '#lib/privacy/folded.ts';
import type { Span } from '#lib/privacy/literal.ts';

const LONGEST_NAME = 64;
const LONGEST_DOMAIN = 253;

// Written so that a machine does not see it: name (at) domain (dot) com.
const SPELT = /([\w.+-]{1,64}) ?[([{] ?at ?[)\]}] ?([\w-]{1,63}(?: ?(?:\.|[([{] ?dot ?[)\]}]) ?[\w-]{1,63}){1,5})/g;

/** Where e-mail addresses stand in a folded text: name@domain.tld in any script, and spelt with (at) and (dot). */
export function findEmails(folded: string): Span[] {
  const spans: Span[] = [];
  let past = 0;
  for (let at = folded.indexOf('@'); at >= 0; at = folded.indexOf('@', Math.max(at + 1, past))) {
    const start = startOfName(folded, at, past);
    const end = endOfDomain(folded, at + 1);
    if (start === at || end < 0) continue;
    spans.push({ start, end });
    past = end;
  }
  // A sign of the spelling is looked for first: most texts have none, and the pattern has to try at every word.
  if (!/[([{] ?at ?[)\]}]/.test(folded)) return spans;
  const spelt = [...folded.matchAll(SPELT)].map(({ index, 0: all }) => ({ start: index, end: index + all.length }));
  const free = spelt.filter((one) => spans.every((span) => one.end <= span.start || span.end <= one.start));
  return [...spans, ...free].sort((one, other) => one.start - other.start);
}

function startOfName(folded: string, at: number, past: number): number {
  let start = at;
  while (start > past && at - start < LONGEST_NAME && isOfName(folded.charAt(start - 1))) start -= 1;
  while (start < at && !isWord(folded.charAt(start))) start += 1;
  return start;
}

function isOfName(unit: string): boolean {
  return isWord(unit) || ".!#$%&'*+/=?^_`{|}~-".includes(unit);
}

function isWord(unit: string): boolean {
  return isLetter(unit) || isDigit(unit) || unit === '_';
}

// The end of the longest run of labels that closes with one of two letters or more; -1 for none.
function endOfDomain(folded: string, start: number): number {
  let end = start;
  while (
    end - start < LONGEST_DOMAIN &&
    (isLetter(folded.charAt(end)) || isDigit(folded.charAt(end)) || '-.'.includes(folded.charAt(end) || '\0'))
  )
    end += 1;
  let found = -1;
  let place = start;
  for (const [number, label] of folded.slice(start, end).split('.').entries()) {
    if (label === '' || label.startsWith('-')) break;
    const letters = lettersAhead(label);
    if (number > 0 && letters >= 2) found = place + letters;
    place += label.length + 1;
  }
  return found;
}

// Endings of another script may follow a Latin domain at once.
function lettersAhead(label: string): number {
  if (label.startsWith('xn--')) return label.length;
  const isOwn = isLatin(label.charAt(0)) ? isLatin : isLetter;
  let count = 0;
  while (count < label.length && isOwn(label.charAt(count))) count += 1;
  return count;
}
