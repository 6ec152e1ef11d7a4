import { z } from 'zod';

/** From here on a hit may be given as the answer: at least 97 in 100 such answers are right, see `npm run eval`. */
export const CONFIDENT = 0.8;
const MOST_CHOICES = 5;
const WORTH_ASKING = 0.05;

/** What a program should do with hits: give the first as the answer, ask which of some is meant, or say that nobody is found. */
export const decisionSchema = z.object({
  action: z.enum(['answer', 'ask', 'abstain']),
  ids: z.array(z.int()).describe('The one to answer with, or those to ask about, best first'),
  sentence: z.string(),
});
export type Decision = z.infer<typeof decisionSchema>;

type Judged = {
  id: number;
  full_name: string;
  designation: string | null;
  department: string | null;
  confidence: number;
};

/** @param hits best first @param nearest guesses that are not close enough, where there is no hit */
export function decide(hits: readonly Judged[], nearest: readonly Judged[]): Decision {
  const [best] = hits;
  if (best === undefined) {
    const guess = nearest[0] === undefined ? '' : ` The nearest is ${nearest[0].full_name}, which is no answer.`;
    return { action: 'abstain', ids: [], sentence: `Nobody in the phonebook is close enough.${guess}` };
  }
  if (best.confidence >= CONFIDENT) return { action: 'answer', ids: [best.id], sentence: `This is ${best.full_name}.` };
  const likely = hits.filter(({ confidence }) => confidence >= WORTH_ASKING);
  const choices = (likely.length > 0 ? likely : hits).slice(0, MOST_CHOICES);
  const more = hits.length > choices.length && likely.length !== choices.length ? ' Others fit as well.' : '';
  return {
    action: 'ask',
    ids: choices.map(({ id }) => id),
    sentence: `${choices.length === 1 ? 'Is this' : 'Which is meant:'} ${listed(choices.map(described))}?${more}`,
  };
}

function described({ full_name, designation, department }: Judged): string {
  const role = [designation, department].filter(Boolean).join(', ');
  return role === '' ? full_name : `${full_name} (${role})`;
}

function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;
}
