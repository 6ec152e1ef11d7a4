/** Turns that were answered and that were not; partial and unknown ones are in neither. */
export type AnswerCounts = { answered: number; unanswered: number };

/** The turns that a rate is made of. */
export function ratedIn({ answered, unanswered }: AnswerCounts): number {
  return answered + unanswered;
}

/** The share answered, 0 to 1; 0 of none. */
export function rateOf(counts: AnswerCounts): number {
  return ratedIn(counts) === 0 ? 0 : counts.answered / ratedIn(counts);
}

export function sumAnswers(counts: readonly AnswerCounts[]): AnswerCounts {
  return counts.reduce(
    (sum, one) => ({ answered: sum.answered + one.answered, unanswered: sum.unanswered + one.unanswered }),
    { answered: 0, unanswered: 0 },
  );
}
