import { mulberry32, sampleOf } from '#lib/random.ts';

const QUESTIONS = 20_000;

/**
 * How often each text is asked in a stream of 20,000 questions: categories in an order of chance, the n-th asked 1/n as
 * often as the first (Zipf), its texts evenly.
 */
export function streamOf(categoryOf: readonly string[], seed: number): number[] {
  const random = mulberry32(seed);
  const ofCategory = Map.groupBy(categoryOf.keys(), (text) => categoryOf[text] ?? '');
  const ranked = sampleOf([...ofCategory.keys()].sort(), ofCategory.size, random);
  const whole = ranked.reduce((total, _, rank) => total + 1 / (rank + 1), 0);
  const asked = categoryOf.map(() => 0);
  for (let question = 0; question < QUESTIONS; question += 1) {
    let left = random() * whole;
    const rank = ranked.findIndex((_, place) => {
      left -= 1 / (place + 1);
      return left < 0;
    });
    const texts = ofCategory.get(ranked.at(rank) ?? '') ?? [];
    const text = texts[Math.floor(random() * texts.length)] ?? 0;
    asked[text] = (asked[text] ?? 0) + 1;
  }
  return asked;
}
