import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { Turn } from '#clients/typescript/turn.ts';
import { uuidV7 } from '#clients/typescript/uuid.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { type Chance, chanceOf } from '#test/random.ts';

const KNOWLEDGE_BASES = ['circulars', 'products', 'fees', 'procedures', 'branches'];
const OPEN_SESSIONS = 200;
/** Sessions of one turn, of two, and so on up to eight, in percent. */
const SESSION_LENGTHS = [45, 25, 12, 7, 4, 3, 2, 2].flatMap((share, index) => Array<number>(share).fill(index + 1));
const ANSWER_MEDIAN = 600;
const ANSWER_SPREAD = 0.6;
const LONGEST_ANSWER = 8_000;
const TIME_MEDIAN_MS = 1_300;
const TIME_SPREAD = 0.55;
const ANSWERED = 0.88;

type Session = { id: string; left: number; knowledgeBase: string; address: string };

/** A turn with its id: what the load tools post and account for. */
export type LoadTurn = Turn & { event_id: string };

/**
 * Turns as a bank's chatbot has them, the same for the same seed and times: questions of BANKING77 with Zipf frequencies,
 * sessions of one to eight turns of which 200 are open at a time, five knowledge bases, answers and response times
 * log-normal around 600 characters and 1.3 s. They carry no `created_at`.
 */
export class SyntheticTurns {
  readonly #chance: Chance;
  readonly #questions = readQuestions();
  readonly #words: string[];
  readonly #frequent: Ranked<string>;
  readonly #bases = new Ranked(KNOWLEDGE_BASES);
  readonly #sessions: Session[] = [];

  constructor(seed: number) {
    this.#chance = chanceOf(seed);
    this.#words = this.#questions.flatMap((question) => question.toLowerCase().match(/[a-z']+/g) ?? []);
    this.#frequent = new Ranked(shuffled(this.#questions, this.#chance));
  }

  /** The next turn, with an event id of the Unix time given in ms. */
  next(milliseconds: number): LoadTurn {
    const place = this.#pickIndex(OPEN_SESSIONS);
    const known = this.#sessions[place];
    const session = known !== undefined && known.left > 0 ? known : this.#begin();
    session.left -= 1;
    this.#sessions[place] = session;
    const time = Math.round(this.#around(TIME_MEDIAN_MS, TIME_SPREAD));
    return {
      event_id: uuidV7(milliseconds, `00000000-0000-4${this.#hex(3)}-a${this.#hex(3)}-${this.#hex(12)}`),
      session_id: session.id,
      user_message: this.#frequent.pick(this.#chance.next()),
      assistant_response: this.#answer(),
      is_answered: this.#chance.next() < ANSWERED,
      knowledge_base: session.knowledgeBase,
      response_time_ms: Math.max(1, time),
      client_ip: session.address,
    };
  }

  #begin(): Session {
    const byte = () => this.#pickIndex(256);
    return {
      id: this.#hex(16),
      left: SESSION_LENGTHS[this.#pickIndex(SESSION_LENGTHS.length)] ?? 1,
      knowledgeBase: this.#bases.pick(this.#chance.next()),
      address: `10.${byte()}.${byte()}.${byte()}`,
    };
  }

  /** Sentences of words as frequent as they are in the questions. */
  #answer(): string {
    const length = Math.min(LONGEST_ANSWER, Math.max(20, this.#around(ANSWER_MEDIAN, ANSWER_SPREAD)));
    let text = '';
    while (text.length < length) {
      const count = 6 + this.#pickIndex(14);
      const words = Array.from({ length: count }, () => this.#words[this.#pickIndex(this.#words.length)] ?? '');
      const sentence = `${words.join(' ')}.`;
      text += `${text === '' ? '' : ' '}${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
    }
    return text.slice(0, Math.round(length));
  }

  #pickIndex(length: number): number {
    return Math.floor(this.#chance.next() * length);
  }

  /** Log-normal: its median, and the standard deviation of its logarithm. */
  #around(median: number, spread: number): number {
    return median * Math.exp(spread * this.#chance.normal());
  }

  #hex(digits: number): string {
    let text = '';
    while (text.length < digits)
      text += this.#pickIndex(2 ** 24)
        .toString(16)
        .padStart(6, '0');
    return text.slice(0, digits);
  }
}

/** Picks the n-th of a list with a weight of 1 / n (Zipf). */
class Ranked<T> {
  readonly #items: readonly T[];
  readonly #sums: number[];

  constructor(items: readonly T[]) {
    let sum = 0;
    this.#items = items;
    this.#sums = items.map((_, index) => (sum += 1 / (index + 1)));
  }

  /** @param chance in [0, 1) */
  pick(chance: number): T {
    const wanted = chance * (this.#sums.at(-1) ?? 0);
    let low = 0;
    let high = this.#sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sums[middle] ?? 0) <= wanted) low = middle + 1;
      else high = middle;
    }
    const found = this.#items[low];
    if (found === undefined) throw new Error('There is nothing to pick from.');
    return found;
  }
}

const row = z.object({ text: z.string().min(1) });

function readQuestions(): string[] {
  const file = join(repositoryRoot, 'test/fixtures/questions/banking77-1540.csv');
  const records: unknown = parse(readFileSync(file), { columns: true });
  return z
    .array(row)
    .parse(records)
    .map(({ text }) => text);
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], chance: Chance): T[] {
  const left = [...items];
  const order: T[] = [];
  while (left.length > 0) order.push(...left.splice(Math.floor(chance.next() * left.length), 1));
  return order;
}
