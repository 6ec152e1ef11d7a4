import { findAccounts } from '#lib/privacy/accounts.ts';
import { findCards } from '#lib/privacy/cards.ts';
import { findEmails } from '#lib/privacy/emails.ts';
import { digitRanges, foldUnits, HOLE, isDigit } from '#lib/privacy/folded.ts';
import { findLiteral, type Literal, readLiteral, type Span } from '#lib/privacy/literal.ts';
import { findPhones } from '#lib/privacy/phones.ts';

/** What is masked: four kinds that are known everywhere, and what an admin's own patterns find. */
export const maskKinds = ['e-mail', 'account', 'card', 'masked', 'phone'] as const;
export type MaskKind = (typeof maskKinds)[number];

/** What to mask, made ready once for many texts. */
export type MaskRules = { kinds: ReadonlySet<MaskKind>; literals: readonly Literal[] };

/** A part of the text as given, from `start` up to, not including, `end` (UTF-16 units). */
export type MaskedPart = Span & { kind: MaskKind };

/** What stands in the place of personal data. */
export const replacements: Readonly<Record<MaskKind, string>> = {
  'e-mail': '[e-mail]',
  account: '[account]',
  card: '[card]',
  masked: '[masked]',
  phone: '[phone]',
};

const TOKENS = new RegExp(
  Object.values(replacements)
    .map((token) => `\\[${token.slice(1, -1)}\\]`)
    .join('|'),
  'g',
);

// What is masked can set free what it touched. Each round masks more, and in practice the second finds nothing.
const MOST_ROUNDS = 8;

/**
 * Rules that mask e-mail addresses, account, card and phone numbers (or the `kinds` of these that are wished), and whatever
 * an admin's patterns find. A pattern that cannot be read (see `readLiteral`) masks nothing.
 */
export function maskRules(patterns: readonly string[] = [], kinds: readonly MaskKind[] = maskKinds): MaskRules {
  const literals = patterns.map(readLiteral).filter((read) => typeof read !== 'string');
  return { kinds: new Set(kinds), literals };
}

/**
 * The text with personal data replaced by `[e-mail]`, `[phone]`, `[card]`, `[account]` and `[masked]`, and what was replaced,
 * in order, by its place in the text as given. Masking again changes nothing, and nothing is masked across a replacement.
 */
export function maskText(text: string, rules: MaskRules): { text: string; masked: MaskedPart[] } {
  const whole = foldUnits(text);
  let folded = whole.replace(TOKENS, (token) => HOLE.repeat(token.length));
  const masked: MaskedPart[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = masked.length;
    for (const kind of maskKinds) {
      if (!rules.kinds.has(kind)) continue;
      const spans = find(kind, folded, rules);
      masked.push(...spans.map((span) => ({ ...span, kind })));
      folded = punch(folded, spans);
    }
    if (masked.length === before) break;
  }
  masked.sort((one, other) => one.start - other.start);
  return { text: replaced(text, masked), masked };
}

/** Of a text that is not read whole, so many characters at the end are for masking alone: an address that the reading cut is not known for one. */
export const NOT_SHOWN = 500;

/**
 * The beginning of a text, personal data masked: its first `length` UTF-16 units, and all of what is masked across their end. Of a
 * text that may have been cut where it was read, `NOT_SHOWN` must lie beyond.
 */
export function maskBeginning(text: string, length: number, rules: MaskRules): string {
  const parts = maskText(text, rules).masked.filter(({ start }) => start < length);
  const end = Math.max(length, parts.at(-1)?.end ?? 0);
  return replaced(text.slice(0, end).replace(/[\ud800-\udbff]$/, ''), parts);
}

/** A letter that nobody writes, as a word of its own: no phrase reaches across it. */
const NO_WORD = ' \u3164 ';

/** The text without what stands in the place of personal data: nobody wrote these words. */
export function withoutReplacements(text: string): string {
  return text.replace(TOKENS, NO_WORD);
}

/**
 * A regular expression, read alike by JavaScript and Postgres, that fits every text in which these rules may mask something:
 * a number has a digit, an address an @ or a bracket. Everything, where a pattern needs no digit.
 */
export function maskableSource({ literals }: MaskRules): string {
  const needsDigit = ({ places }: Literal) => places.some((place) => place === '#' || isDigit(place));
  return literals.every(needsDigit) ? `[@\uff20(\\[{${digitRanges}]` : '';
}

/**
 * The same for fewer texts, at a higher price: an address has an @ or an (at), an account begins with two letters and two digits,
 * and any other number has seven digits with little between them. Where an admin has patterns, all that is maskable.
 */
export function maskedShapeSource(rules: MaskRules): string {
  if (rules.literals.length > 0) return maskableSource(rules);
  const digit = `[${digitRanges}]`;
  const spelt = '[(\\[{][^)]?[aA][tT][^(]?[)\\]}]';
  // The sign of kelvin is a k in lower case.
  return `[@\uff20]|${spelt}|[a-zA-Z\u212a]{2}${digit}{2}|(?:${digit}[^${digitRanges}]{0,3}){6}${digit}`;
}

function find(kind: MaskKind, folded: string, { literals }: MaskRules): Span[] {
  switch (kind) {
    case 'e-mail':
      return findEmails(folded);
    case 'account':
      return findAccounts(folded);
    case 'card':
      return findCards(folded);
    case 'phone':
      return findPhones(folded);
    case 'masked':
      return findAll(literals, folded);
  }
}

function findAll(literals: readonly Literal[], folded: string): Span[] {
  const spans: Span[] = [];
  let left = folded;
  for (const literal of literals) {
    const found = findLiteral(literal, left);
    spans.push(...found);
    left = punch(left, found);
  }
  return spans.sort((one, other) => one.start - other.start);
}

function punch(folded: string, spans: readonly Span[]): string {
  let text = '';
  let at = 0;
  for (const { start, end } of spans) {
    text += folded.slice(at, start) + HOLE.repeat(end - start);
    at = end;
  }
  return text + folded.slice(at);
}

function replaced(text: string, parts: readonly MaskedPart[]): string {
  let shown = '';
  let at = 0;
  for (const { start, end, kind } of parts) {
    shown += text.slice(at, start) + replacements[kind];
    at = end;
  }
  return shown + text.slice(at);
}
