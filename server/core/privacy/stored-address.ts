import 'server-only';
import { readAddress, truncateAddress } from '#lib/privacy/address.ts';
import type { Settings } from '#lib/settings/schema.ts';
import { keyedHash } from '#server/core/auth/keyed-hash.ts';

const HASH_BYTES = 16;
const HASHED = /^h:[\w-]{22}$/;

/**
 * What is stored of a client's address: whole in its one spelling, its network (/24, /48), or a keyed hash that is the same
 * for the same client. Text that is no address is stored as it came, hashed, or, since it has no network, not at all.
 */
export function storedAddress(given: string, kept: Settings['conversations.client_address']): string | null {
  const text = given.trim();
  if (text === '') return null;
  if (kept === 'truncated') return truncateAddress(text);
  const spelling = readAddress(text) ?? text;
  if (kept === 'whole') return spelling;
  return `h:${keyedHash('client address', spelling).subarray(0, HASH_BYTES).toString('base64url')}`;
}

/** Whether this is the keyed hash of a client's address, as `storedAddress` makes it. */
export function isHashedAddress(stored: string): boolean {
  return HASHED.test(stored);
}

/** What may be stored of a client's address, whatever the setting was at the time: as given, in its one spelling, hashed, its network. */
export function storedForms(given: string): string[] {
  const forms = (['whole', 'hashed', 'truncated'] as const).map((kept) => storedAddress(given, kept));
  return [...new Set([given, ...forms])].filter((form) => form !== null);
}
