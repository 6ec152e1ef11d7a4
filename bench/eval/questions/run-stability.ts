import { repair, spellingOf } from '#lib/questions/grouping/spelling.ts';
import type { Embedder } from '#server/questions/embedding/embedder.ts';
import type { Labelled } from './labelled.ts';
import { type Stability, stabilityOf } from './stability.ts';

const SEEDS = [1, 2, 3, 4, 5];
const LEAST_KEPT = 0.95;

/**
 * How far groups stay what they were while the log grows, for five orders of chance.
 * @returns the gates missed: 95 % of members keep their group's id, decisions hold in every re-cluster
 */
export async function runStability(
  questions: readonly Labelled[],
  embedder: Embedder,
  say: (line: string) => void,
): Promise<{ report: Stability[]; missed: string[] }> {
  const spelling = spellingOf(questions.map(({ text }) => ({ text, times: 1 })));
  const vectors = await embedder.embed(questions.map(({ text }) => repair(text, spelling)));
  const categories = questions.map(({ category }) => category);
  say(`${questions.length} questions, ten re-clusters, each of a tenth more, three decisions before each\n`);
  say('order   members kept   least   decisions   re-clusters against one   ARI at the end');
  const report = SEEDS.map((seed) => {
    const stability = stabilityOf(vectors, categories, seed);
    const { kept, least, decisions, broken, ari } = stability;
    say(
      `${String(seed).padStart(5)}${kept.toFixed(3).padStart(15)}${least.toFixed(3).padStart(8)}${String(decisions).padStart(12)}${String(broken).padStart(26)}${ari.toFixed(3).padStart(17)}`,
    );
    return stability;
  });
  const kept = report.reduce((sum, one) => sum + one.kept, 0) / report.length;
  const broken = report.reduce((sum, one) => sum + one.broken, 0);
  return {
    report,
    missed: [
      ...(kept >= LEAST_KEPT ? [] : [`members kept ${kept.toFixed(3)}, at least ${LEAST_KEPT}`]),
      ...(broken === 0 ? [] : [`a decision did not hold in ${broken} re-clusters`]),
    ],
  };
}
