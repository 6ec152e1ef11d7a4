import { type AnswerCounts, ratedIn, rateOf, sumAnswers } from '#lib/measures/answer-counts.ts';

/**
 * By how much the answer rate varies more from day to day than chance would have it: Pearson's statistic of all days of a
 * period against its one rate, over its degrees of freedom (P. McCullagh and J. A. Nelder, Generalized Linear Models, 4.5).
 * Give the days of each period apart; the days of all are pooled. At least 1, which is also the answer for too few days.
 */
export function rateDispersion(...periods: readonly (readonly AnswerCounts[])[]): number {
  let statistic = 0;
  let freedom = 0;
  for (const days of periods) {
    const counted = days.filter((day) => ratedIn(day) > 0);
    const rate = rateOf(sumAnswers(counted));
    if (counted.length < 2 || rate <= 0 || rate >= 1) continue;
    for (const day of counted)
      statistic += (day.answered - ratedIn(day) * rate) ** 2 / (ratedIn(day) * rate * (1 - rate));
    freedom += counted.length - 1;
  }
  return freedom === 0 ? 1 : Math.max(1, statistic / freedom);
}

/**
 * By how much shares of the turns vary more between two periods than chance would have it, as turns come in sessions and on
 * busy days: Pearson's statistic of homogeneity over its degrees of freedom, of parts whose shares are thought not to change,
 * such as the hours of the day. At least 1, which is also the answer for fewer than two parts.
 */
export function shareDispersion(parts: readonly { current: AnswerCounts; before: AnswerCounts }[]): number {
  const counted = parts.map(({ current, before }) => [ratedIn(current), ratedIn(before)] as const);
  const found = counted.filter(([now, then]) => now + then > 0);
  const now = found.reduce((sum, [one]) => sum + one, 0);
  const both = found.reduce((sum, [one, other]) => sum + one + other, 0);
  if (found.length < 2 || now === 0 || now === both) return 1;
  const share = now / both;
  const statistic = found.reduce((sum, [one, other]) => {
    const trials = one + other;
    return sum + (one - trials * share) ** 2 / (trials * share * (1 - share));
  }, 0);
  return Math.max(1, statistic / (found.length - 1));
}
