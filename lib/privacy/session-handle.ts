import { cutName } from '#lib/measures/cut-name.ts';

/** How a handle begins, and no id that is shown. */
export const HANDLE_MARK = '~';
/** A nonce of 12 bytes, a tag of 16 and at least one byte of an id, in base64url. */
const HANDLE = /^~[\w-]{39,}$/;

/** Whether this has the form of what is shown in the place of a session's id. Only the server can tell whether it is one. */
export function isHandle(text: string): boolean {
  return HANDLE.test(text);
}

/** As much of a session as it is looked for by. A handle stays whole: it is longer than the id it stands for. */
export function cutSession(given: string): string {
  return isHandle(given) ? given : cutName(given);
}
