import 'server-only';
import { createHmac } from 'node:crypto';
import { authSecret } from '#server/core/auth/secret.ts';

const keys = new Map<string, Buffer>();

/**
 * HMAC-SHA256 of a text under a key of its own for each purpose, derived from the secret that signs cookies: nobody
 * without the secret can find out by trying which text it was made of.
 */
export function keyedHash(purpose: string, text: string): Buffer {
  let key = keys.get(purpose);
  if (key === undefined) {
    key = createHmac('sha256', authSecret()).update(`switchboard:${purpose}`).digest();
    keys.set(purpose, key);
  }
  return createHmac('sha256', key).update(text).digest();
}
