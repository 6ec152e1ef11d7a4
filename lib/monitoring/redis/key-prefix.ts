import { isShowable, parseCacheKey } from '#lib/monitoring/lightrag/cache-key.ts';

/** Keys of ours stand under this. */
export const OWN_PREFIX = 'switchboard:';
export const NO_PREFIX = '(no prefix)';
const UNNAMED = '(other prefixes)';
const NAME = /^[A-Za-z][\w.{}-]{0,39}$/;
/** A name of a kind has few digits; an id, a phone number or a date has more. */
const MOST_DIGITS = 3;

/**
 * What kind of key it is: the part before the first colon, of our own keys the one after it as well, of LightRAG's cached answers
 * the knowledge base. Whatever does not look like the name of a kind is not shown, since it may be somebody's.
 */
export function prefixOf(key: string): string {
  const cached = parseCacheKey(key);
  if (cached !== null) return isShowable(cached.base) ? `lightrag:${cached.base}:query` : UNNAMED;
  const [first = '', second] = key.split(':', 2);
  if (second === undefined) return NO_PREFIX;
  if (`${first}:` === OWN_PREFIX) return isName(second) ? `${first}:${second}` : OWN_PREFIX.slice(0, -1);
  return isName(first) ? first : UNNAMED;
}

function isName(part: string): boolean {
  return NAME.test(part) && part.replaceAll(/\D/g, '').length <= MOST_DIGITS;
}

/** The knowledge base whose cached answers stand under a prefix; null of any other prefix. */
export function baseOfPrefix(prefix: string): string | null {
  return /^lightrag:(.{1,100}):query$/s.exec(prefix)?.[1] ?? null;
}
