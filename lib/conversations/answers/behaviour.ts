import { foldText } from './fold.ts';

/** A turn as the thread of its session holds it; `at` in milliseconds. */
export type Asked = { id: string; at: number; question: string };
export type BehaviourVerdict = { rule: 'repeated' | 'rephrased'; turn: string };

/** Asked again within this time after the turn, a question counts as not answered. */
export const AGAIN_WITHIN_MS = 600_000;
/** Of the words that carry meaning; chosen so that "fee of the gold card" is not "limit of the gold card". */
const ALIKE = 0.7;

/**
 * For each turn that was followed within ten minutes by the same question or the same in other words: which later turn,
 * the first, and how. `turns` are of one session.
 */
export function judgeBehaviour(turns: readonly Asked[]): Map<string, BehaviourVerdict> {
  const thread = turns
    .toSorted((one, other) => one.at - other.at || (BigInt(one.id) < BigInt(other.id) ? -1 : 1))
    .map((turn) => ({ ...turn, ...readQuestion(turn.question) }));
  const found = new Map<string, BehaviourVerdict>();
  thread.forEach((earlier, place) => {
    if (earlier.words.size === 0) return;
    for (const later of thread.slice(place + 1)) {
      if (later.at - earlier.at > AGAIN_WITHIN_MS) return;
      const isSame = later.normal === earlier.normal;
      if (!isSame && !isAlike(earlier.words, later.words)) continue;
      found.set(earlier.id, { rule: isSame ? 'repeated' : 'rephrased', turn: later.id });
      return;
    }
  });
  return found;
}

/** Words that carry no meaning of their own, greetings and thanks among them: asked twice they complain of nothing. */
const empty = new Set(
  'a an and are as at be been but by can could did do does for from get had has have hello hey hi how i if in is it its me my no not of ok okay on or our please so some tell thank thanks that the their there they this to was we were what when where which who why will with would yes you your আমি আমার কি কী করে কিভাবে কীভাবে এর একটি এবং ও তা হ্যালো ধন্যবাদ'.split(
    ' ',
  ),
);

function readQuestion(question: string): { normal: string; words: Set<string> } {
  const normal = foldText(question.slice(0, 2000)).match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}']*/gu) ?? [];
  const words = normal.filter((word) => !empty.has(word)).map(stem);
  return { normal: normal.join(' '), words: new Set(words) };
}

function stem(word: string): string {
  return /^[a-z']{5,}$/u.test(word) ? word.replace(/(?:'s|ing|ed|es|s)$/u, '') : word;
}

/** Whether the Dice coefficient of two sets of words is high enough. */
function isAlike(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  if (Math.min(one.size, other.size) < 2) return false;
  let shared = 0;
  for (const word of one) if (other.has(word)) shared += 1;
  return (2 * shared) / (one.size + other.size) >= ALIKE;
}
