import type { CountryCode } from 'libphonenumber-js/min';
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

// Patterns are regular expressions of Postgres (ARE). What is looked for stands in them as escaped literals only.

const digitClasses = unicodeDigits();
const anyDigit = digitClasses.join('');

/** The digits of a text, of any script, as ASCII. */
export function digitsIn(text: string): string {
  return [...text]
    .map((sign) => digitClasses.findIndex((members) => /\p{Nd}/u.test(sign) && members.includes(sign)))
    .filter((digit) => digit >= 0)
    .join('');
}

/** An e-mail address in lower-case text: not as the end or the beginning of a longer one. An encoded @ counts. */
export function emailPattern(email: string): string {
  const [local = '', domain = ''] = splitAtLast(email.toLowerCase(), '@');
  const before = '(?:^|[^[:alnum:]._%+-])[._%+-]*';
  const after = '(?:$|[^[:alnum:].-]|[.-]+(?:$|[^[:alnum:].-]))';
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
 * letters between two of them; between parts that an apostrophe joins there may be none.
 */
export function namePattern(folded: string): string {
  const body = folded
    .split(/(?:[^\p{L}\p{M}\p{N}'’ʼ`]|\s)+/u)
    .map((word) => word.split(/['’ʼ`]+/u).filter((part) => part !== ''))
    .filter((parts) => parts.length > 0)
    .map((parts) => parts.map(literal).join('[^[:alnum:]]{0,3}'))
    .join('[^[:alnum:]]{1,5}');
  return `(?:^|[^[:alnum:]])${body}(?:$|[^[:alnum:]])`;
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
