import 'server-only';
import ipaddr from 'ipaddr.js';

/**
 * Carries the address of the client. Only our own HTTP server sets it, from the socket or TRUSTED_PROXY_COUNT, after
 * taking away whatever the client sent under this name.
 */
export const CLIENT_ADDRESS_HEADER = 'x-switchboard-client';

/**
 * The network that failed sign-ins are counted for: an IPv4 address by itself, an IPv6 address by its /64, since one
 * line is given a whole /64 and rotates within it. Spellings of one address are one network; IPv6-mapped IPv4 is IPv4.
 */
export function networkOf(address: string | null | undefined): string {
  if (!address || !ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address.replace(/%.*$/, ''));
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const bytes = parsed.toByteArray().map((byte, index) => (index < 8 ? byte : 0));
  return `${ipaddr.fromByteArray(bytes).toString()}/64`;
}
