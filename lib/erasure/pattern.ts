import type { CountryCode } from 'libphonenumber-js/min';
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

// Patterns are regular expressions of Postgres (ARE). What is looked for stands in them as escaped literals only.

const digitClasses = unicodeDigits();
const anyDigit = digitClasses.join('');

/**
 * Letters of scripts in which endings or whole words are glued to what is written in an alphabet of Europe, as ranges of a class:
 * Hebrew to Mongolian, the scripts of East Asia, and what was added to those. None holds a Latin, Greek or Cyrillic letter.
 */
const farScripts = '\u0590-\u1cff\u2e80-\ua4cf\ua8e0-\uab2f\uabc0-\ud7ff\uf900-\ufaff\uff66-\uffdc\u{20000}-\u{3ffff}';

/** Scripts without spaces between words, and Hangul, whose particles are glued on: nothing in them says where a name ends. */
const spaceless =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;

/** The digits of a text, of any script, as ASCII. */
export function digitsIn(text: string): string {
  return [...text]
    .map((sign) => digitClasses.findIndex((members) => /\p{Nd}/u.test(sign) && members.includes(sign)))
    .filter((digit) => digit >= 0)
    .join('');
}

/**
 * An e-mail address in lower-case text: not as the end or the beginning of a longer one. An encoded @ counts. A letter of Asia
 * before or after it is one of the sentence that it stands in.
 */
export function emailPattern(email: string): string {
  const [local = '', domain = ''] = splitAtLast(email.toLowerCase(), '@');
  const before = `(?:^|[^[:alnum:]._%+-]|[${farScripts}])[._%+-]*`;
  const end = `$|[^[:alnum:].-]|[${farScripts}]`;
  const after = `(?:${end}|[.-]+(?:${end}))`;
  return `${before}${literal(local)}(?:@|%40|&#64;|&#x40;)${literal(domain)}${after}`;
}

/**
 * A number by its digits, with up to three other signs, but no letters, between two of them. A number that is one in
 * `country` (ISO alpha-2) is found with and without its country code and the zero before it.
 */
export function numberPattern(number: string, country: string): string {
  const { prefix, core } = partsOf(number, country);
  const digits = (text: string) => [...text].map((digit) => `[${digitClasses[Number(digit)]}]`).join(between);
  const codes =
    prefix === '' ? '' : `(?:[${digitClasses[0]}]${between}[${digitClasses[0]}]${between})?${digits(prefix)}${between}`;
  const lead = prefix === '' ? '' : `(?:${codes})?(?:[${digitClasses[0]}]${between})?`;
  return `(?:^|[^${anyDigit}])${lead}${digits(core)}(?:$|[^${anyDigit}])`;
}

const between = `[^[:alpha:]${anyDigit}]{0,3}`;

function partsOf(number: string, country: string): { prefix: string; core: string } {
  const plain = number.trim().startsWith('+') ? `+${digitsIn(number)}` : digitsIn(number);
  const code: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  const parsed = parsePhoneNumberFromString(plain.replace(/^00/, '+'), code);
  if (parsed === undefined || !parsed.isPossible()) return { prefix: '', core: digitsIn(number) };
  return { prefix: parsed.countryCallingCode, core: parsed.nationalNumber };
}

/**
 * Words one after the other in text that was folded as they were (`search.fold_whole`), with up to five signs other than
 * letters between two of them; between parts that an apostrophe joins, and beside a word of a script without spaces, there may
 * be none. Where such a script begins or ends the name, it is found within a longer word as well; where one of India ends it,
 * with whatever letters of that script follow.
 */
export function namePattern(folded: string): string {
  const words = folded.split(/(?:[^\p{L}\p{M}\p{N}'’ʼ`]|\s)+/u).filter((word) => /[^'’ʼ`]/u.test(word));
  const body = words.map((word, place) => {
    const isGlued = place > 0 && (spaceless.test(firstLetter(word)) || spaceless.test(lastLetter(words[place - 1])));
    const between = place === 0 ? '' : `[^[:alnum:]]{${isGlued ? 0 : 1},5}`;
    const parts = word.split(/['’ʼ`]+/u).filter((part) => part !== '');
    return between + parts.map(literal).join('[^[:alnum:]]{0,3}');
  });
  return beforeName(firstLetter(words[0])) + body.join('') + afterName(lastLetter(words.at(-1)));
}

/** The sign that a word begins with, if that is a letter. */
function firstLetter(word = ''): string {
  return /^\p{L}/u.exec(word)?.[0] ?? '';
}

/** The letter that a word ends with, below its marks, if that is one. */
function lastLetter(word = ''): string {
  return /\p{L}(?=\p{M}*$)/u.exec(word)?.[0] ?? '';
}

function beforeName(letter: string): string {
  return spaceless.test(letter) ? '' : `(?:^|${outside(letter)})`;
}

function afterName(letter: string): string {
  return spaceless.test(letter) ? '' : `${indicRun(letter)}(?:$|${outside(letter)})`;
}

/** A sign that goes on with no word which has this letter at its edge. */
function outside(letter: string): string {
  const isEuropean = /[\p{scx=Latin}\p{scx=Greek}\p{scx=Cyrillic}]/u.test(letter);
  return isEuropean ? `[^[:alnum:]]|[${farScripts}]` : '[^[:alnum:]]';
}

/** Case endings: any letters and marks of the letter's own script. Those of India have 128 places each in Unicode, with digits from the 102nd on. */
function indicRun(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  if (code < 0x900 || code >= 0xe00) return '';
  const block = code - (code % 0x80);
  const sign = (place: number) => String.fromCodePoint(block + place);
  return `[${sign(0)}-${sign(0x65)}${sign(0x70)}-${sign(0x7f)}]*`;
}

/** An IP address in lower-case text, in each of these spellings; a port may follow, a further group or digit may not. */
export function addressPattern(spellings: readonly string[]): string {
  const bodies = [...new Set(spellings.map((one) => one.toLowerCase()))];
  return bodies.map((one) => (one.includes(':') ? wideAddress(one) : narrowAddress(one))).join('|');
}

function narrowAddress(address: string): string {
  return `(?:^|[^0-9.]|(?:^|[^0-9])[.]+)${literal(address)}(?:$|[^0-9.]|[.]+(?:$|[^0-9]))`;
}

function wideAddress(address: string): string {
  return `(?:^|[^0-9a-f:.])${literal(address)}(?:$|[^0-9a-f:.]|[:.]+(?:$|[^0-9a-f:]))`;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function splitAtLast(text: string, sign: string): [string, string] {
  const at = text.lastIndexOf(sign);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** For each digit its signs in all scripts: Unicode keeps the ten of a script together, from zero to nine. */
function unicodeDigits(): string[] {
  const classes = Array.from({ length: 10 }, () => '');
  let place = 0;
  for (let code = 0; code < 0x20000; code++) {
    const sign = String.fromCodePoint(code);
    if (code >= 0xd800 && code <= 0xdfff) continue;
    if (!/\p{Nd}/u.test(sign)) continue;
    classes[place % 10] += sign;
    place += 1;
  }
  return classes;
}
