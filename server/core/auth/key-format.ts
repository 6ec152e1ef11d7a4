import 'server-only';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const FORM = /^sb_([A-Za-z0-9_-]{43})([A-Za-z0-9_-]{6})$/;

/** A new key: `sb_`, 256 random bits in base64url, and six characters of their SHA-256, so that a mistyped key is told without asking the database. */
export function generateKey(): string {
  const secret = randomBytes(32).toString('base64url');
  return `sb_${secret}${checksum(secret)}`;
}

/** Whether `token` has the form of a key and its checksum fits. */
export function isKeyShaped(token: string): boolean {
  const [, secret, sum] = FORM.exec(token) ?? [];
  if (secret === undefined || sum === undefined) return false;
  return timingSafeEqual(Buffer.from(checksum(secret)), Buffer.from(sum));
}

/** The SHA-256 that is kept in place of a secret of 256 random bits. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function checksum(secret: string): string {
  return createHash('sha256').update(`switchboard:${secret}`).digest('base64url').slice(0, 6);
}
