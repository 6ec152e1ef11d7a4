import 'server-only';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { CLIENT_ADDRESS_HEADER } from '#server/core/auth/client-address.ts';
import { clientAddress } from '#server/core/listener/client-address.ts';
import { ownRequest, proofHeaders } from '#server/core/listener/own-request.ts';

export const REQUEST_ID_HEADER = 'x-request-id';

/** Whose word counts, and under which address people reach us. */
export type Trust = { trustedProxies: number; baseUrl: string | undefined };

/**
 * Takes away every header that a client could use to speak for us or for a proxy, and puts ours in their place: the
 * client's address, the request's id, and the host that BASE_URL names.
 * @returns the client's address and the request's id
 */
export function cleanRequest(request: IncomingMessage, trust: Trust): { client: string; id: string } {
  const own = ownRequest(request);
  const client =
    own?.client ?? clientAddress(request.socket.remoteAddress ?? '', request.headers, trust.trustedProxies);
  if (own !== null) set(request, 'host', own.host);
  const given = request.headers[REQUEST_ID_HEADER];
  const keep = trust.trustedProxies > 0 && typeof given === 'string' && /^[\w.-]{8,64}$/.test(given);
  const id = keep ? given : randomUUID();
  for (const name of Object.keys(request.headers)) if (isOurs(name)) delete request.headers[name];
  set(request, CLIENT_ADDRESS_HEADER, client);
  set(request, REQUEST_ID_HEADER, id);
  for (const [name, value] of Object.entries(proofHeaders(request.headers.host))) set(request, name, value);
  if (trust.baseUrl !== undefined) {
    const base = new URL(trust.baseUrl);
    set(request, 'x-forwarded-host', base.host);
    set(request, 'x-forwarded-proto', base.protocol.slice(0, -1));
  }
  return { client, id };
}

function isOurs(name: string): boolean {
  return (
    name.startsWith('x-forwarded-') ||
    name.startsWith('x-switchboard-') ||
    name.startsWith('x-middleware-') ||
    ['forwarded', 'x-real-ip', 'x-client-ip', 'x-nonce', REQUEST_ID_HEADER].includes(name)
  );
}

function set(request: IncomingMessage, name: string, value: string): void {
  request.headers[name] = value;
}
