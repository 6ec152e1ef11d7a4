import 'server-only';
import { dictionary } from '@zxcvbn-ts/language-common';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '#lib/account/password.ts';

/** Less than this beside a common word, a name or an address does not make it hard to guess. */
const OWN_PART = 8;

let common: Set<string> | undefined;

/**
 * What is wrong with a new password, as one sentence; null when nothing is. Length counts characters as people see
 * them. Common ones are those of zxcvbn's list (49,233), compared without case, also with up to seven digits and signs
 * around one and with one repeated.
 */
export function passwordFault(password: string, person: { email: string; name: string }): string | null {
  const length = [...password].length;
  if (length < MIN_PASSWORD_LENGTH) return `Use at least ${MIN_PASSWORD_LENGTH} characters; this has ${length}.`;
  if (password.length > MAX_PASSWORD_LENGTH) return `Use at most ${MAX_PASSWORD_LENGTH} characters.`;
  const lower = password.normalize('NFKC').toLowerCase();
  if (new Set(lower).size < 5 || isCommon(lower))
    return 'This password is one of the first that get tried. Choose another.';
  if (isOwn(lower, person)) return 'This is close to your name or e-mail address. Choose another.';
  return null;
}

function isCommon(lower: string): boolean {
  common ??= new Set(dictionary['passwords-common']);
  if (common.has(lower)) return true;
  const unit = /^(.+?)\1+$/u.exec(lower)?.[1];
  if (unit !== undefined && common.has(unit)) return true;
  const word = lower.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return lower.length - word.length < OWN_PART && common.has(word);
}

function isOwn(lower: string, person: { email: string; name: string }): boolean {
  const words = `${person.email} ${person.name}`
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= 3)
    .sort((a, b) => b.length - a.length);
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), lower);
  return rest !== lower && rest.replace(/[^\p{L}\p{N}]+/gu, '').length < OWN_PART;
}
