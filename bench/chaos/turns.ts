import { pick } from '#lib/random.ts';

/** A turn as it is posted. Its message begins with its mark, by which it is known again with or without an event_id. */
export type PostedTurn = {
  event_id?: string;
  session_id: string;
  user_message: string;
  assistant_response: string;
  is_answered?: boolean | null;
  knowledge_base?: string;
  response_time_ms?: number;
  created_at?: string;
};

const MARK = 'turn ';
const knowledgeBases = ['tariffs', 'loans', 'cards'];
const answers = ['Our branches open at nine.', "I'm sorry, I could not find that.", '', 'সকাল নয়টায় 🙂'];
const DAY_MS = 86_400_000;

/** Seeded turns: a third without created_at, the others over the last 70 days, so that months have to be made. */
export class TurnSource {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  create(): { mark: string; turn: PostedTurn } {
    const random = this.#random;
    const mark = uuid(random);
    const turn: PostedTurn = {
      session_id: `session ${Math.floor(random() * 400)}`,
      user_message: `${MARK}${mark}: when do you open?`,
      assistant_response: pick(answers, random()),
    };
    if (random() < 0.85) turn.event_id = mark;
    if (random() < 2 / 3) turn.created_at = this.#instant();
    if (random() < 0.8) turn.knowledge_base = pick(knowledgeBases, random());
    if (random() < 0.9) turn.response_time_ms = Math.floor(random() ** 3 * 5000);
    if (random() < 0.6) turn.is_answered = pick([true, true, false, null], random());
    // Not a turn at all: it is told so, and the rest of its array is stored.
    if (random() < 0.01) turn.response_time_ms = -1;
    return { mark, turn };
  }

  /** The same turn as a retry may bring it: every other time with another time, or with one where it had none. */
  retry(turn: PostedTurn): PostedTurn {
    return this.#random() < 0.5 ? turn : { ...turn, created_at: this.#instant() };
  }

  #instant(): string {
    return new Date(Date.now() - this.#random() * 70 * DAY_MS).toISOString();
  }
}

/** The mark of a stored message, in SQL: `turn ` and 36 characters. */
export const MARK_IN_SQL = `substr(user_message, ${MARK.length + 1}, 36)`;

function uuid(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `8${digits.slice(17, 20)}`];
  return [...parts, digits.slice(20)].join('-');
}
