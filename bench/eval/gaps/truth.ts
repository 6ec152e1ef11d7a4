import { normalizeQuestion } from '#lib/questions/normalize.ts';
import type { LogTurn } from './log.ts';

/** What a gap is about: the intent behind most of its failed turns, their share, and that intent's share of all turns of its core. */
export type Majority = { intent: string; purity: number; failed: number; asked: number; ofCore: number };

type Counts = Map<string, number>;

/** What the turns seen so far were really about, by their text: a gap is made of the failed ones, its group of all. */
export class Truth {
  readonly #failed = new Map<string, Counts>();
  readonly #all = new Map<string, Counts>();

  add({ posted, intent, failed }: LogTurn): void {
    this.count(normalizeQuestion(posted.user_message), intent, failed);
  }

  /** Takes in a turn with this normalised text. */
  count(text: string, intent: string, failed: boolean): void {
    for (const of of failed ? [this.#all, this.#failed] : [this.#all]) {
      const counts = of.get(text) ?? new Map<string, number>();
      of.set(text, counts.set(intent, (counts.get(intent) ?? 0) + 1));
    }
  }

  /** Of a gap whose group has these normalised texts. @param core those of its core; all where it has none */
  majorityOf(texts: readonly string[], core: readonly string[] = texts): Majority {
    const failed = sumOf(texts, this.#failed);
    const all = sumOf(core, this.#all);
    const [intent = '', most = 0] = [...failed].toSorted(([, a], [, b]) => b - a)[0] ?? [];
    return {
      intent,
      purity: shareOf(most, failed),
      failed: totalOf(failed),
      asked: totalOf(all),
      ofCore: shareOf(all.get(intent) ?? 0, all),
    };
  }
}

function sumOf(texts: readonly string[], by: ReadonlyMap<string, Counts>): Counts {
  const sums: Counts = new Map();
  for (const text of texts)
    for (const [intent, count] of by.get(text) ?? []) sums.set(intent, (sums.get(intent) ?? 0) + count);
  return sums;
}

function totalOf(counts: Counts): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function shareOf(count: number, counts: Counts): number {
  return count / Math.max(1, totalOf(counts));
}
