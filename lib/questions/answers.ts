import type { TurnState } from '#lib/measures/turn-filter.ts';

/** A turn that asked the group's question; texts as they may be shown. `at` is UTC, down to microseconds. */
export type GivenTurn = {
  id: string;
  at: string;
  sessionId: string;
  state: TurnState;
  question: string;
  answer: string;
};

/** Answers that say the same in nearly the same letters. */
export type AnswerKind = {
  /** The commonest of them. */
  text: string;
  /** The others, commonest first. */
  variants: string[];
  turns: number;
  answered: number;
  unanswered: number;
  partial: number;
  /** The youngest turn that got it. */
  last: GivenTurn;
};

/** Cosine of their letters from which two answers are nearly equal. */
const NEARLY = 0.85;

/** An answer for comparing: lower case, white space folded, the marks of emphasis and the last sign taken off. */
export function foldAnswer(answer: string): string {
  return answer
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[*_`#>]+/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/[.!…]+$/, '');
}

/** The different answers of these turns, folded, each with its turns; the commonest first. */
export function distinctAnswers(turns: readonly GivenTurn[]): [fold: string, given: GivenTurn[]][] {
  return [...Map.groupBy(turns, ({ answer }) => foldAnswer(answer))].sort(([, a], [, b]) => b.length - a.length);
}

/**
 * The answers of these turns, equal and nearly equal ones as one, the commonest first. Nearly equal are two whose letters
 * are alike and whose numbers are the same: a fee of 5 and one of 50 are two answers.
 * @param turns youngest first
 * @param likeness the cosine of two folded answers
 */
export function answerKinds(
  turns: readonly GivenTurn[],
  likeness: (one: string, other: string) => number,
): AnswerKind[] {
  const kinds: { fold: string; numbers: string; texts: GivenTurn[][] }[] = [];
  for (const [fold, given] of distinctAnswers(turns)) {
    const numbers = numbersOf(fold);
    const near = kinds.find((kind) => kind.numbers === numbers && likeness(kind.fold, fold) >= NEARLY);
    if (near === undefined) kinds.push({ fold, numbers, texts: [given] });
    else near.texts.push(given);
  }
  return kinds.flatMap(({ texts }) => kindOf(texts)).sort((a, b) => b.turns - a.turns);
}

/**
 * Whether the bot says one thing, in a sentence. `looked` is how many turns were looked at, `bounded` whether there may be
 * more, of which nothing is said.
 */
export function answersWords(
  kinds: readonly AnswerKind[],
  { looked, bounded }: { looked: number; bounded: boolean },
): string {
  const [first] = kinds;
  if (first === undefined)
    return bounded ? 'No turn was found among the wordings asked last.' : 'No turn of this time is left to look at.';
  if (kinds.length === 1) {
    const wordings = first.variants.length + 1;
    if (wordings > 1) return `The bot ${bounded ? 'said' : 'says'} one thing, in ${wordings} wordings.`;
    return bounded ? 'The bot said the same in all of these turns.' : 'The bot always says the same.';
  }
  const share = Math.round((first.turns / looked) * 100);
  return `The bot gave ${kinds.length} different answers; the commonest in ${share} % of turns.`;
}

function kindOf(texts: readonly (readonly GivenTurn[])[]): AnswerKind[] {
  const turns = texts.flat();
  const last = turns.reduce<GivenTurn | undefined>(
    (latest, turn) => (latest === undefined || turn.at > latest.at ? turn : latest),
    undefined,
  );
  const [text, ...variants] = texts.flatMap(([first]) => first?.answer ?? []);
  if (last === undefined || text === undefined) return [];
  const inState = (state: TurnState) => turns.filter((turn) => turn.state === state).length;
  return [
    {
      text,
      variants,
      turns: turns.length,
      answered: inState('answered'),
      unanswered: inState('unanswered'),
      partial: inState('partial'),
      last,
    },
  ];
}

function numbersOf(fold: string): string {
  return (fold.match(/\p{N}+(?:[.,]\p{N}+)*/gu) ?? []).join(' ');
}
