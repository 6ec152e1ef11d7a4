import { mulberry32, sampleOf } from '#lib/random.ts';

const FAILING = 8;
/** Failing intents are drawn from so many that are asked most: the rarest fail too seldom to be told from chance. */
const DRAWN_FROM = 40;
const FAILS = 0.75;
/** Whatever else is asked fails now and then. */
const FAILS_ELSEWHERE = 0.06;

/** A turn: the place of its text among the labelled questions, what it is about, whether it failed. */
export type SimulatedTurn = { text: number; intent: string; failed: boolean };
export type SimulatedLog = { turns: SimulatedTurn[]; failing: string[] };

/**
 * A log of labelled questions: intents in an order of chance, the n-th asked 1/n as often as the first (Zipf), its texts evenly, and
 * eight intents that mostly fail.
 * @param intentOf the intent of each text @param length turns
 */
export function simulatedLog(intentOf: readonly string[], length: number, seed: number): SimulatedLog {
  const random = mulberry32(seed);
  const ofIntent = Map.groupBy(intentOf.keys(), (text) => intentOf[text] ?? '');
  const ranked = sampleOf([...ofIntent.keys()].sort(), ofIntent.size, random);
  const failing = sampleOf(ranked.slice(0, DRAWN_FROM), FAILING, random);
  const whole = ranked.reduce((total, _, rank) => total + 1 / (rank + 1), 0);
  const turns = Array.from({ length }, (): SimulatedTurn => {
    let left = random() * whole;
    const rank = ranked.findIndex((_, place) => {
      left -= 1 / (place + 1);
      return left < 0;
    });
    const intent = ranked.at(rank) ?? '';
    const texts = ofIntent.get(intent) ?? [];
    const text = texts[Math.floor(random() * texts.length)] ?? 0;
    return { text, intent, failed: random() < (failing.includes(intent) ? FAILS : FAILS_ELSEWHERE) };
  });
  return { turns, failing };
}
