import { normalizeQuestion } from '#lib/questions/normalize.ts';
import type { LogTurn } from './log.ts';

/** What a group is about: the intent behind most of its turns, and their share. */
export type Majority = { intent: string; purity: number; turns: number };

/** What the turns seen so far were really about, by their text. */
export class Truth {
  readonly #byText = new Map<string, Map<string, number>>();

  add({ posted, intent }: LogTurn): void {
    const text = normalizeQuestion(posted.user_message);
    const intents = this.#byText.get(text) ?? new Map<string, number>();
    intents.set(intent, (intents.get(intent) ?? 0) + 1);
    this.#byText.set(text, intents);
  }

  /** Of a group with these normalised texts. */
  majorityOf(texts: readonly string[]): Majority {
    const counts = new Map<string, number>();
    for (const text of texts)
      for (const [intent, count] of this.#byText.get(text) ?? []) counts.set(intent, (counts.get(intent) ?? 0) + count);
    const turns = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const [intent = '', most = 0] = [...counts].toSorted(([, a], [, b]) => b - a)[0] ?? [];
    return { intent, purity: turns === 0 ? 0 : most / turns, turns };
  }
}
