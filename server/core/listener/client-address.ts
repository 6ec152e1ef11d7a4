import 'server-only';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/**
 * The address of the client: the socket's, or, behind proxies of ours, the entry of X-Forwarded-For that the outermost
 * of them wrote. Each proxy appends the address it saw, so entries further left are the client's own claims.
 * @param trustedProxies how many proxies of ours stand in front (TRUSTED_PROXY_COUNT)
 */
export function clientAddress(socketAddress: string, headers: IncomingHttpHeaders, trustedProxies: number): string {
  if (trustedProxies === 0) return plain(socketAddress);
  const header = headers['x-forwarded-for'];
  const claims = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').map((entry) => entry.trim());
  const claim = withoutPort(claims.at(-trustedProxies) ?? claims[0] ?? '');
  return isIP(claim) === 0 ? plain(socketAddress) : plain(claim);
}

function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function withoutPort(entry: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(entry)?.[1];
  return bracketed ?? entry.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
}
