const KEY = /^lightrag:(.{1,100}):query:([0-9a-f]{32})$/s;
/** What Python's `str.split()` takes for white space. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the separators are among it.
const WHITE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;

/** The keys of all cached answers, as a pattern of SCAN. */
export const ALL_ANSWERS = 'lightrag:*:query:*';

/** A question as LightRAG's answers are kept under: lower case, white space folded, its MD5 taken from that. */
export function foldQuestion(question: string): string {
  return question.toLowerCase().split(WHITE).filter(Boolean).join(' ');
}

/** The key of a cached answer. */
export function cacheKey(base: string, md5: string): string {
  return `lightrag:${base}:query:${md5}`;
}

/** The knowledge base and the MD5 of a key; null when it is none of a cached answer. */
export function parseCacheKey(key: string): { base: string; md5: string } | null {
  const [, base, md5] = KEY.exec(key) ?? [];
  return base === undefined || md5 === undefined ? null : { base, md5 };
}

/** Whether a knowledge base's name can be shown and kept: Postgres holds no NUL, JSON no half of a character. */
export function isShowable(base: string): boolean {
  return base.isWellFormed() && !/\p{Cc}/u.test(base);
}

/** The keys of one knowledge base, as a pattern of SCAN, in which its own name stands for itself alone. */
export function answersOf(base: string): string {
  return `lightrag:${base.replaceAll(/[\\*?[\]^]/g, '\\$&')}:query:*`;
}
