import {
  type CountryCode,
  isSupportedCountry,
  Metadata,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from 'libphonenumber-js/min';
import type { Contact, Dials } from '#lib/phonebook/contact.ts';
import { numberFields } from '#lib/phonebook/fields.ts';

const MOST_DIGITS = 20;
const words = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'];

/** ASCII digits of a text; Bengali, Arabic and Devanagari digits count. */
export function digitsOf(text: string): string {
  return text
    .replace(/[০-৯٠-٩۰-۹०-९]/gu, (digit) => String(((digit.codePointAt(0) ?? 0) - zeroOf(digit)) % 10))
    .replace(/\D/g, '');
}

function zeroOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  return [0x9e6, 0x660, 0x6f0, 0x966].find((zero) => code >= zero && code <= zero + 9) ?? code;
}

/** The numbers of a field, which may hold several. */
export function splitNumbers(value: string): string[] {
  return value
    .split(/[,;/|\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The sentence for a field that cannot be a number at all, or null. What is merely unusual is `numberHint`'s. */
export function numberError(value: string): string | null {
  for (const part of splitNumbers(value)) {
    const digits = digitsOf(part);
    if (digits === '') return 'A number needs at least one digit.';
    if (digits.length > MOST_DIGITS) return `No number has ${digits.length} digits.`;
  }
  return null;
}

/** A sentence about an outside number that looks wrong in `country` (ISO alpha-2), else null. The number is kept as typed. */
export function numberHint(value: string, country: string): string | null {
  if (!isSupportedCountry(country)) return null;
  for (const part of splitNumbers(value)) {
    const problem = validatePhoneNumberLength(part, country);
    if (problem === undefined || digitsOf(part).length <= 5) continue;
    const hint = hintOf(problem, part, country);
    if (hint !== null) return hint;
  }
  return null;
}

function hintOf(problem: string, part: string, country: CountryCode): string | null {
  const parsed = parsePhoneNumberFromString(part, country);
  const place = nameOf(parsed?.country ?? country);
  if (problem === 'INVALID_COUNTRY') return 'No country has this prefix.';
  if (problem !== 'TOO_SHORT' && problem !== 'TOO_LONG') return `This is not a usual length for a number in ${place}.`;
  const national = parsed?.nationalNumber ?? digitsOf(part);
  const lengths = lengthsIn(parsed?.country ?? country);
  const off = problem === 'TOO_SHORT' ? Math.min(...lengths) - national.length : national.length - Math.max(...lengths);
  if (!Number.isFinite(off) || off < 1) return `This is not a usual length for a number in ${place}.`;
  const side = problem === 'TOO_SHORT' ? 'short' : 'too many';
  return `${words[off] ?? off} digit${off === 1 ? '' : 's'} ${side} for a number in ${place}.`;
}

function lengthsIn(country: CountryCode): number[] {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  return metadata.numberingPlan?.possibleLengths() ?? [];
}

function nameOf(country: string): string {
  const name = new Intl.DisplayNames(['en'], { type: 'region' }).of(country) ?? country;
  return /^(United|Netherlands|Philippines|Bahamas|Maldives)/.test(name) ? `the ${name}` : name;
}

/** What a telephone can dial for the first number of a field: a `tel:` address, or null when there are no digits. */
export function telHref(value: string, country: string): string | null {
  const first = splitNumbers(value)[0] ?? '';
  const digits = digitsOf(first.replace(/(ext|x).*$/i, ''));
  if (digits === '') return null;
  const supported = isSupportedCountry(country) ? country : undefined;
  const parsed = digits.length > 5 ? parsePhoneNumberFromString(first, supported) : undefined;
  if (parsed?.isPossible() === true) return parsed.getURI();
  return `tel:${first.startsWith('+') ? '+' : ''}${digits}`;
}

/**
 * The digits that a number may be stored under, longest first: as typed, and its national part, so that +44 20 7946 0000
 * finds 020 7946 0000. Fewer than three digits are no clue.
 */
export function numberVariants(text: string, country: string): string[] {
  const digits = digitsOf(text);
  if (digits.length < 3) return [];
  const supported = isSupportedCountry(country) ? country : undefined;
  const national = digits.length > 6 ? parsePhoneNumberFromString(text, supported)?.nationalNumber : undefined;
  const trunkless = digits.replace(/^0+/, '');
  const shorter = [trunkless, national ?? digits].filter((one) => one.length > 6);
  return [...new Set([digits, ...shorter])];
}

/** What a telephone dials for each number of an entry, in `country` where a number names none. */
export function dialsOf(contact: Pick<Contact, (typeof numberFields)[number]>, country: string): Dials {
  const dials: Dials = {};
  for (const field of numberFields) {
    const href = contact[field] === null ? null : telHref(contact[field], country);
    if (href !== null) dials[field] = href;
  }
  return dials;
}
