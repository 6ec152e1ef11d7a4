import 'server-only';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { storedText } from '#lib/conversations/posted-turn.ts';
import { type MaskRules, maskText } from '#lib/privacy/mask.ts';
import { HANDLE_MARK, isHandle } from '#lib/privacy/session-handle.ts';
import { keyedHash, keyFor } from '#server/core/auth/keyed-hash.ts';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HASH_BYTES = 16;

/**
 * A session's id as it is shown: itself, or a handle where these rules mask something in it. An id that begins like a handle is
 * shown by one too, so that what is shown stands for one id only. The same id always has the same handle.
 */
export function shownSession(stored: string, rules: MaskRules): string {
  const isPlain = !stored.startsWith(HANDLE_MARK) && maskText(stored, rules).text === stored;
  return isPlain ? stored : handleOf(stored);
}

/** The id that a handle stands for. Anything else, also a handle that was tampered with, is taken for the id itself, as it was sent. */
export function storedSession(given: string): string {
  if (!isHandle(given)) return storedText(given);
  const id = unseal(Buffer.from(given.slice(HANDLE_MARK.length), 'base64url'));
  return id !== null && handleOf(id) === given ? id : given;
}

/** What is stored of an id that names a person where turns are masked as they come: the same for the same session. */
export function hashedSession(id: string): string {
  return `h:${keyedHash('session id', id).subarray(0, HASH_BYTES).toString('base64url')}`;
}

/** What may be stored of a session given by its id or its handle, whatever the setting was when its turns came. */
export function sessionForms(given: string): string[] {
  const id = storedSession(given);
  return [id, hashedSession(id)];
}

/**
 * The same, without the hash where these rules mask nothing in the id: of one form an index has the turns in their order. Where turns
 * are masked as they come, former rules may have masked it.
 */
export function soughtForms(given: string, rules: MaskRules | undefined, masksAtIngest: boolean): string[] {
  const [id = given, ...hashes] = sessionForms(given);
  return rules !== undefined && !masksAtIngest && maskText(id, rules).text === id ? [id] : [id, ...hashes];
}

/** The nonce is made of the id, so that one never serves two of them. */
function handleOf(id: string): string {
  const nonce = keyedHash('session nonce', id).subarray(0, NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, keyFor('session handle'), nonce, { authTagLength: TAG_BYTES });
  const sealed = Buffer.concat([nonce, cipher.update(id, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return HANDLE_MARK + sealed.toString('base64url');
}

function unseal(sealed: Buffer): string | null {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, keyFor('session handle'), nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const id = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
  try {
    return Buffer.concat([id, decipher.final()]).toString('utf8');
  } catch {
    // The one thing `final` can object to is a tag that does not fit.
    return null;
  }
}
