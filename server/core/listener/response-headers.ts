import 'server-only';
import type { ServerResponse } from 'node:http';

const FIXED = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;
const ONE_YEAR_SECONDS = 31_536_000;

/** The headers of every answer but the page's Content-Security-Policy, which carries a nonce and is the proxy's. */
export function setResponseHeaders(response: ServerResponse, path: string, secure: boolean): void {
  for (const [name, value] of Object.entries(FIXED)) response.setHeader(name, value);
  if (secure) response.setHeader('strict-transport-security', `max-age=${ONE_YEAR_SECONDS}; includeSubDomains`);
  if (path.startsWith('/api/')) {
    response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  }
}
