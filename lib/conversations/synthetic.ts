import {
  type SyntheticBase,
  syntheticAnswer,
  syntheticBases,
  syntheticFollowUp,
  syntheticPartialAnswer,
  syntheticQuestion,
  syntheticRefusal,
} from '#lib/conversations/synthetic-text.ts';
import { logNormal, pickByRank, randomOf } from '#lib/random.ts';

/** An invented turn, the same for the same day and place on every machine. No text of it holds a tab, a backslash or a line break. */
export type SyntheticTurn = {
  sessionId: string;
  userMessage: string;
  assistantResponse: string;
  /** Null: partially answered, which no sender can report. */
  isAnswered: 0 | 1 | null;
  knowledgeBase: SyntheticBase;
  responseTimeMs: number | null;
  clientIp: string;
  source: string;
  /** Milliseconds since 1970. */
  createdAt: number;
};

const DAY_MS = 86_400_000;
const MOST_TURNS = 8;
const sources = ['seed website', 'seed app', 'seed intranet'];
const bases: readonly SyntheticBase[] = ['accounts', 'cards', 'transfers', 'loans', 'staff'];
/** How busy each day is against a mean one, Sunday first, and each hour of a day in UTC. */
const weekdays = [0.45, 1.3, 1.25, 1.2, 1.15, 1.05, 0.6];
const hours = [
  ...[0.2, 0.1, 0.1, 0.1, 0.2, 0.4, 0.8, 1.3, 2, 2.3, 2.2, 1.9],
  ...[1.6, 1.9, 2.1, 2, 1.7, 1.4, 1.2, 1, 0.9, 0.7, 0.5, 0.3],
];
const hourEnds = cumulative(hours);

/**
 * How `total` turns spread over the `days` days before `end` (days since 1970), in a weekly rhythm.
 * @returns one count a day, which add up to `total` exactly
 */
export function syntheticCounts(total: number, end: number, days: number): { day: number; count: number }[] {
  const all = Array.from({ length: days }, (_, index) => end - days + index);
  const ends = cumulative(all.map((day) => weekdays[(day + 4) % 7] ?? 1));
  const before = [0, ...ends].map((share) => Math.round(share * total));
  return all.map((day, index) => ({ day, count: (before[index + 1] ?? 0) - (before[index] ?? 0) }));
}

/** The invented turns of a day (days since 1970), `from` left out and up to `count`: more of them never change the first ones. */
export function* syntheticDay(day: number, from: number, count: number): Generator<SyntheticTurn> {
  let place = 0;
  for (let session = 0; place < count; session += 1) {
    for (const turn of sessionOf(day, session)) {
      if (place >= from && place < count) yield turn;
      place += 1;
    }
  }
}

/** One to eight turns; a third of all sessions end after the first. None runs into the next day. */
function sessionOf(day: number, session: number): SyntheticTurn[] {
  const random = randomOf(day * 1_000_003 + session);
  const base = pickByRank(bases, random());
  const source = pickByRank(sources, random());
  const clientIp = `10.${Math.floor(random() * 64)}.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`;
  const turns: SyntheticTurn[] = [];
  const length = Math.min(MOST_TURNS, 1 + Math.floor(-2.4 * Math.log(1 - random())));
  let at = instantOf(random);
  for (let turn = 0; turn < length; turn += 1) {
    const subject = pickByRank(syntheticBases[base], random());
    const followsUp = turn > 0 && random() < 0.3;
    const userMessage = followsUp ? syntheticFollowUp(random) : syntheticQuestion(random, subject);
    turns.push({
      sessionId: `seed-${day}-${session}`,
      userMessage,
      ...answerOf(random, subject),
      knowledgeBase: base,
      responseTimeMs: random() < 0.02 ? null : Math.max(1, Math.round(logNormal(random, 1800, 0.6))),
      clientIp,
      source,
      createdAt: day * DAY_MS + Math.min(DAY_MS - 1, Math.round(at)),
    });
    at += logNormal(random, 45_000, 0.9);
  }
  return turns;
}

/** Milliseconds into the day, in its daily rhythm, with two hours left for what follows in the session. */
function instantOf(random: () => number): number {
  const chance = random();
  const hour = hourEnds.findIndex((end) => chance < end);
  return Math.min(DAY_MS - 7_200_000, (hour + random()) * 3_600_000);
}

/** About 25 % have no answer and 2 % half of one. */
function answerOf(random: () => number, subject: string): Pick<SyntheticTurn, 'assistantResponse' | 'isAnswered'> {
  const chance = random();
  if (chance < 0.02) return { assistantResponse: syntheticPartialAnswer(random, subject), isAnswered: null };
  if (chance < 0.27) return { assistantResponse: syntheticRefusal(random, subject), isAnswered: 0 };
  return { assistantResponse: syntheticAnswer(random, subject), isAnswered: 1 };
}

function cumulative(weights: readonly number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return sum / whole;
  });
}
