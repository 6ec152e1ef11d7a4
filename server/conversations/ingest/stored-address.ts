import 'server-only';
import ipaddr from 'ipaddr.js';
import type { Settings } from '#lib/settings/schema.ts';
import { keyedHash } from '#server/core/auth/keyed-hash.ts';

type Kept = Settings['conversations.client_address'];

const HASH_BYTES = 16;

/**
 * What is stored of a client's address: whole in one spelling, its network (/24, /48), or a keyed hash that is the same
 * for the same client. Text that is no address is stored as it came, hashed, or, since it has no network, not at all.
 */
export function addressToStore(given: string, kept: Kept): string | null {
  const text = given.trim();
  if (text === '') return null;
  const address = parse(text);
  const spelling = address?.toString() ?? text;
  if (kept === 'whole') return spelling;
  if (kept === 'hashed')
    return `h:${keyedHash('client address', spelling).subarray(0, HASH_BYTES).toString('base64url')}`;
  if (address === null) return null;
  if (address.kind() === 'ipv4') return `${ipaddr.IPv4.networkAddressFromCIDR(`${spelling}/24`)}/24`;
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${spelling}/48`)}/48`;
}

function parse(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? text.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  const address = bare.replace(/%.*$/, '');
  return ipaddr.isValid(address) ? ipaddr.process(address) : null;
}
