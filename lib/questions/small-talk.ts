import { replacements } from '#lib/privacy/mask.ts';
import { fillers, openers, sayings } from './small-talk-phrases.ts';

/** Why a text is no question of its own. */
export type SmallTalk = keyof typeof sayings;

/** Words after an opener up to which a text leans on the question before it. */
const LEANING = 2;
const LONGEST_SAYING = 7;
/** A longer text says something beside small talk. */
const LONGEST = 14;
const MASKED = new RegExp(
  Object.values(replacements)
    .map((token) => `\\[${token.slice(1, -1)}\\]`)
    .join('|'),
  'g',
);

const classOfSaying = new Map<string, SmallTalk>();
for (const kind of ['follow_up', 'thanks', 'greeting'] as const)
  for (const saying of sayings[kind].flatMap(listed)) classOfSaying.set(saying, kind);
const fillerSet = new Set(listed(fillers));
const openerSet = new Set(listed(openers));

/**
 * Whether a text is a greeting, thanks or a goodbye, or only follows up on what was said before ("why?", "and in euro?"); null for
 * a question. A greeting with a question behind it is a question, and in doubt a text is one. Without a letter (digits alone,
 * signs, what was masked) it answers or points, and so follows up.
 * @param text as it was written, personal data masked
 */
export function smallTalkOf(text: string): SmallTalk | null {
  const words = wordsOf(text.replaceAll(MASKED, ' '));
  if (!words.some((word) => /\p{L}/u.test(word))) return 'follow_up';
  if (words.length > LONGEST) return null;
  return sayingsOf(words) ?? (leans(words) ? 'follow_up' : null);
}

/** The class of a text made of sayings and fillers alone: thanks before a greeting before the rest. */
function sayingsOf(words: readonly string[]): SmallTalk | null {
  const found = new Set<SmallTalk>();
  for (let at = 0; at < words.length; ) {
    const length = longest(words, at, (saying) => classOfSaying.has(saying));
    const kind = classOfSaying.get(words.slice(at, at + length).join(' '));
    const filler = longest(words, at, (saying) => fillerSet.has(saying));
    if (length === 0 && filler === 0) return null;
    if (kind !== undefined && length >= filler) found.add(kind);
    at += Math.max(length, filler);
  }
  if (found.has('thanks')) return 'thanks';
  return found.has('greeting') ? 'greeting' : 'follow_up';
}

function leans(words: readonly string[]): boolean {
  const opener = longest(words, 0, (saying) => openerSet.has(saying));
  return opener > 0 && words.length - opener <= LEANING;
}

/** How many words from there on make the longest saying that is known; 0 when none does. */
function longest(words: readonly string[], from: number, known: (saying: string) => boolean): number {
  for (let length = Math.min(LONGEST_SAYING, words.length - from); length > 0; length -= 1)
    if (known(words.slice(from, from + length).join(' '))) return length;
  return 0;
}

/** Lower case, without signs, accents, apostrophes and Arabic vowel marks; a letter repeated for emphasis once. */
function wordsOf(text: string): string[] {
  const folded = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/['’`´]/g, '')
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f\u064b-\u0655\u0640\u200c\u200d]/g, '')
    .normalize('NFC')
    .replaceAll('ß', 'ss')
    .replaceAll(/(\p{L})\1{2,}/gu, '$1');
  return folded.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

function listed(sentence: string): string[] {
  return sentence.split(', ').map((saying) => wordsOf(saying).join(' '));
}
