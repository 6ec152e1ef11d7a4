/** Answered of answered and unanswered, in percent with one decimal; null when neither was counted. Partial and unknown count in neither. */
export function answerRate(answered: number, unanswered: number): number | null {
  return answered + unanswered === 0 ? null : Math.round((answered / (answered + unanswered)) * 1000) / 10;
}
