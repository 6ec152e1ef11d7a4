import 'server-only';
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { authSecret } from '#server/core/auth/secret.ts';

// As objects: from bytes, the key would be made ready anew for each text, which takes longer than the hash.
const keys = new Map<string, KeyObject>();

/**
 * HMAC-SHA256 of a text under a key of its own for each purpose, derived from the secret that signs cookies: nobody
 * without the secret can find out by trying which text it was made of.
 */
export function keyedHash(purpose: string, text: string): Buffer {
  return createHmac('sha256', keyFor(purpose)).update(text).digest();
}

/** The key of a purpose, 256 bits. */
export function keyFor(purpose: string): KeyObject {
  let key = keys.get(purpose);
  if (key === undefined) {
    key = createSecretKey(createHmac('sha256', authSecret()).update(`switchboard:${purpose}`).digest());
    keys.set(purpose, key);
  }
  return key;
}
