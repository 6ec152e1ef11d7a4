import { editsBetween, type Slip } from './edits.ts';
import { isGivenName, petStem } from './nicknames.ts';
import type { Token } from './token.ts';

/** How well a word of an entry answers a word of the query: 1 is the very word. */
export type Fit = { score: number; how: How; slip?: Slip | null };
export type How =
  | 'same'
  | 'starts'
  | 'initial'
  | 'is initial'
  | 'nickname'
  | 'pet form'
  | 'muhammad'
  | 'letter off'
  | 'letters off'
  | 'sounds'
  | 'starts so'
  | 'stem'
  | 'means'
  | 'initials';

// The order within each kind follows the chance of the slip: a swap or an omission can happen at few places of a word,
// another letter at 25 times as many (noisy channel, Kernighan, Church and Gale 1990). The levels were set on the half of
// the officials that `npm run eval` tunes on.
const LIKELY_SLIP = { base: 0.95, short: 0.38 };
const RARE_SLIP = { base: 0.93, short: 0.43 };
const TWO_SLIPS = { base: 0.74, short: 0.9 };
/** In a long word that nobody bears two slips leave more than they spoil. */
const TWO_SLIPS_LONG = { base: 0.9, short: 2.2 };
/** A word that somebody bears is less likely a slip of another. */
const KNOWN_WORD = 0.05;

/** How well a name word of an entry answers the token, or null. */
export function fitName(token: Token, word: string): Fit | null {
  const { text } = token;
  if (word === text) return { score: 1, how: 'same' };
  if (token.kind === 'digits' || token.exactly) return null;
  if (text.length === 1) return word.startsWith(text) ? { score: 0.8, how: 'initial' } : null;
  if (word.length === 1) return text.startsWith(word) ? { score: 0.35, how: 'is initial' } : null;
  // Titles are a few words that everybody knows: one is no slip of another, nor of a name.
  if (token.kind === 'title') return best([kinFit(token, word), startFit(text, word, 0.8)]);
  const slip = slipFit(token, word);
  const sound = soundFit(token, word);
  // A slip of one letter says more than that the two sound alike; the better of both scores holds.
  const alike =
    slip?.how === 'letter off' && sound !== null
      ? { ...slip, score: Math.max(slip.score, sound.score) }
      : best([slip, sound]);
  return best([kinFit(token, word), startFit(text, word, 0.8), alike]);
}

/** How well a word of a role answers the token, or null. */
export function fitRole(token: Token, word: string): Fit | null {
  const { text } = token;
  if (word === text) return { score: 0.97, how: 'same' };
  if (token.kind === 'digits' || /^\d+$/.test(word)) return null;
  if (token.initials.has(word)) return { score: 0.86, how: 'initials' };
  if (token.stems.has(word)) return { score: 0.95, how: 'stem' };
  if (token.roleLike.has(word)) return { score: 0.88, how: 'means' };
  if (text.length < 3) return null;
  const { distance, slip } = text.length < 4 ? none : editsBetween(text, word, 1);
  const off: Fit | null = distance === 1 ? { score: 0.9 - 0.6 / text.length, how: 'letter off', slip } : null;
  return best([startFit(text, word, 0.72), off]);
}

const none = { distance: 9, slip: null };

function kinFit(token: Token, word: string): Fit | null {
  if (token.kind === 'muhammad' && token.alike.has(word)) return { score: 0.97, how: 'muhammad' };
  const kin = token.meant.get(word);
  if (kin !== undefined) return { score: kin.how === 'sibling' ? 0.85 : 0.91, how: 'nickname' };
  const { pet, text } = token;
  if (pet !== null && word.length > pet.length && word.startsWith(pet)) return { score: 0.82, how: 'pet form' };
  const formal = token.inNames || isGivenName(text) ? petStem(word) : null;
  return formal !== null && text.length > formal.length && text.startsWith(formal)
    ? { score: 0.8, how: 'pet form' }
    : null;
}

function startFit(text: string, word: string, base: number): Fit | null {
  if (!word.startsWith(text)) return null;
  return { score: base + (0.97 - base) * (text.length / word.length), how: 'starts' };
}

/** Letters without a vowel are an abbreviation and no sound; two letters sound like three at most. */
function soundFit(token: Token, word: string): Fit | null {
  if (!token.alike.has(word)) return null;
  const longest = Math.max(token.text.length, word.length);
  const apart = Math.abs(token.text.length - word.length);
  if (isLatin(token.text) && (!/[aeiouy]/.test(token.text) || (token.text.length === 2 && apart > 1))) return null;
  // Letters of two scripts cannot be compared; of words that sound alike, the one as long is likelier.
  const shared = isLatin(token.text)
    ? 1 - Math.min(longest, editsBetween(token.text, word, 4).distance) / longest
    : 0.5 * (1 - apart / longest);
  const known = token.inNames ? KNOWN_WORD : 0;
  return { score: (longest < 4 ? 0.66 : 0.78) + 0.12 * shared - known, how: 'sounds' };
}

function isLatin(word: string): boolean {
  return /^[a-z]+$/.test(word);
}

function slipFit(token: Token, word: string): Fit | null {
  const { text } = token;
  const most = text.length >= 6 && word.length >= 5 ? 2 : 1;
  const { distance, slip } = editsBetween(text, word, most);
  const known = token.inNames ? KNOWN_WORD : 0;
  if (distance === 1) {
    const { base, short } = slip === 'swapped' || slip === 'left out' ? LIKELY_SLIP : RARE_SLIP;
    return { score: base - short / word.length - known, how: 'letter off', slip };
  }
  if (distance === 2 && most === 2) return { score: twoSlips(token) - known, how: 'letters off' };
  if (text.length < 4 || word.length <= text.length) return null;
  const begun = [0, 1, -1].some((more) => editsBetween(text, word.slice(0, text.length + more), 1).distance <= 1);
  return begun ? { score: 0.6 + 0.12 * (text.length / word.length), how: 'starts so' } : null;
}

function twoSlips({ text, inNames }: Token): number {
  const usual = TWO_SLIPS.base - TWO_SLIPS.short / text.length;
  return inNames ? usual : Math.max(usual, TWO_SLIPS_LONG.base - TWO_SLIPS_LONG.short / text.length);
}

function best(fits: readonly (Fit | null)[]): Fit | null {
  return fits.reduce((top, fit) => (fit !== null && (top === null || fit.score > top.score) ? fit : top), null);
}
