import type { Answered, Entry } from './ledger.ts';

/** A stored turn, and how many rows it has. `eventId` is null for one that was posted without. */
export type Stored = { mark: string; eventId: string | null; rows: number };

export type Verdict = {
  /** Acknowledged and not stored. */
  lost: Set<string>;
  /** Stored more than once. */
  duplicates: Set<string>;
  /** Stored, though never sent or always refused. */
  ghosts: Set<string>;
  /** Stored under the event_id of another turn. */
  mixed: Set<string>;
};

type Fate = 'sent' | 'refused' | 'unknown' | 'acked';
const weight: Record<Fate, number> = { refused: 0, sent: 1, unknown: 1, acked: 2 };

/** What the load client was told of every turn, over all its attempts: the most that any of them came to. */
export class Account {
  readonly #fates = new Map<string, Fate>();
  /** Turns sent and not answered yet, by request. */
  readonly #open = new Map<number, Set<string>>();

  /** @returns the answers among them */
  add(entries: readonly Entry[]): Answered[] {
    const answers: Answered[] = [];
    for (const entry of entries) {
      if (entry.what === 'sent') {
        this.#open.set(entry.request, new Set(entry.turns));
        continue;
      }
      answers.push(entry);
      const open = this.#open.get(entry.request);
      for (const turn of entry.turns) {
        open?.delete(turn);
        this.#raise(turn, entry.what);
      }
      if (open?.size === 0) this.#open.delete(entry.request);
    }
    return answers;
  }

  count(fate: 'acked' | 'refused' | 'unknown'): number {
    let found = 0;
    for (const one of this.#fates.values()) if (one === fate) found += 1;
    return found;
  }

  /**
   * Jepsen's set test: what was acknowledged is stored; what is stored was acknowledged or nobody knows; nothing twice.
   * So acked <= stored <= acked + unknown, turn by turn, with and without an event_id.
   */
  compare(stored: readonly Stored[]): Verdict {
    // A request without an answer yet may be stored or not.
    for (const turns of this.#open.values()) for (const turn of turns) this.#raise(turn, 'sent');
    const rows = new Map<string, number>();
    for (const one of stored) rows.set(one.mark, (rows.get(one.mark) ?? 0) + one.rows);
    const fateOf = (mark: string) => this.#fates.get(mark) ?? 'refused';
    return {
      lost: new Set([...this.#fates.keys()].filter((mark) => fateOf(mark) === 'acked' && !rows.has(mark))),
      duplicates: new Set([...rows.keys()].filter((mark) => (rows.get(mark) ?? 0) > 1)),
      ghosts: new Set([...rows.keys()].filter((mark) => fateOf(mark) === 'refused')),
      mixed: new Set(
        stored.filter(({ mark, eventId }) => eventId !== null && eventId !== mark).map(({ mark }) => mark),
      ),
    };
  }

  #raise(turn: string, to: Fate): void {
    const now = this.#fates.get(turn);
    if (now === undefined || weight[to] > weight[now]) this.#fates.set(turn, to);
  }
}
