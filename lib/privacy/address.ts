import ipaddr from 'ipaddr.js';

/** How much of a client's address is kept in the clear: of IPv4 three of four parts, of IPv6 what one site is given. */
const KEPT = { ipv4: 24, ipv6: 48 };

/**
 * A client's address in its one spelling, so that equal addresses are equal texts: IPv6 short and in lower case (RFC 5952)
 * and without a zone, IPv4 in four decimal parts, also where it came mapped into IPv6. Brackets and a port are taken off.
 * Null for what is no address; names, and forms such as 127.1 or 0x7f000001, are none.
 */
export function readAddress(text: string): string | null {
  return parse(text)?.toString() ?? null;
}

/** The network of an address, `10.1.2.0/24` or `2001:db8:1::/48`; a network of that length is its own. Null for what is no address. */
export function truncateAddress(text: string): string | null {
  const [address = '', length] = text.trim().split('/', 2);
  const parsed = parse(address);
  if (parsed === null) return null;
  const kept = KEPT[parsed.kind()];
  if (length !== undefined && length !== String(kept)) return null;
  const bytes = parsed.toByteArray().map((byte, at) => (at < kept / 8 ? byte : 0));
  return `${ipaddr.fromByteArray(bytes).toString()}/${kept}`;
}

function parse(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const plain = withoutPort(text.trim()).replace(/%[\w.-]{1,32}$/, '');
  if (plain.length > 45) return null;
  if (ipaddr.IPv4.isValidFourPartDecimal(plain)) return ipaddr.IPv4.parse(plain);
  if (!plain.includes(':') || !ipaddr.IPv6.isValid(plain)) return null;
  const parsed = ipaddr.IPv6.parse(plain);
  return parsed.isIPv4MappedAddress() ? parsed.toIPv4Address() : parsed;
}

function withoutPort(text: string): string {
  const [, bracketed] = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text) ?? [];
  const [, address] = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(text) ?? [];
  return bracketed ?? address ?? text;
}
