import 'server-only';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { CLIENT_ADDRESS_HEADER } from '#server/core/auth/client-address.ts';

// Next hands an action that the page's bundle lacks to another page by a request to this very server, and copies the
// headers it was given. This one proves that it is ours; it is new with every start and never leaves the process.
const proof = randomBytes(32).toString('base64url');
const PROOF_HEADER = 'x-switchboard-proof';
const HOST_HEADER = 'x-switchboard-host';

/**
 * What a request of Next to ourselves says of the first one: who the client is, and which host was asked. Null for
 * every other request, also for one that claims to be ours.
 */
export function ownRequest(request: IncomingMessage): { client: string; host: string } | null {
  const { [PROOF_HEADER]: given, [CLIENT_ADDRESS_HEADER]: client, [HOST_HEADER]: host } = request.headers;
  if (typeof given !== 'string' || typeof client !== 'string' || typeof host !== 'string') return null;
  const [a, b] = [Buffer.from(given), Buffer.from(proof)];
  return a.length === b.length && timingSafeEqual(a, b) ? { client, host } : null;
}

/** The headers by which `ownRequest` will know what Next makes of this request. */
export function proofHeaders(host: string | undefined): Record<string, string> {
  return { [PROOF_HEADER]: proof, [HOST_HEADER]: host ?? '' };
}
