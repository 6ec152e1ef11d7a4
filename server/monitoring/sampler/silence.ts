import 'server-only';
import { type Cause, FAILURES } from '#lib/monitoring/cause.ts';
import { markInstant } from '#lib/monitoring/instants.ts';
import { gotNoAnswer, isFull } from '#server/core/db/no-answer.ts';

/** Failed readings in a row, over all parts, from which the server counts as silent. */
const TRIES = 2;

/** Whether the server answers the monitor at all: counts readings that got no answer since the last that did. */
export class Silence {
  #since: Date | null = null;
  #tries = 0;
  #full = false;

  answered(): void {
    this.#since = null;
    this.#tries = 0;
    this.#full = false;
  }

  /** A refusal is an answer, and so is one that we cannot make sense of. */
  failed(error: unknown, now: Date): void {
    if (!gotNoAnswer(error)) {
      this.answered();
      return;
    }
    this.#since ??= now;
    this.#tries += 1;
    this.#full = isFull(error);
  }

  /** Since when nothing was answered; null while it is, or may be. */
  get since(): Date | null {
    return this.#tries >= TRIES ? this.#since : null;
  }

  /** Whether the server is there and takes no more connections. */
  get isFull(): boolean {
    return this.#full;
  }
}

/** Its key. */
export const SILENCE = 'postgres:silent';

/** What a server that does not answer is blamed for: everything else that is seen meanwhile. */
export function causesOfSilence(silence: Silence): Cause[] {
  const { since, isFull } = silence;
  if (since === null) return [];
  const sentences = isFull
    ? {
        sentence: 'Postgres takes no more connections: max_connections are in use.',
        step: 'End connections of the application that holds most, or raise max_connections and restart Postgres.',
      }
    : {
        sentence: 'Postgres does not answer.',
        step: 'See whether its process runs, and what its log and the disk say.',
      };
  return [
    {
      key: SILENCE,
      severity: 'crit',
      holdSeconds: 2,
      ...sentences,
      hurts: 'No page that reads the database can be drawn, and the chatbot is told to send its turns again.',
      evidence: [`No reading of the monitor was answered since ${markInstant(since.toISOString())}.`],
      since: since.toISOString(),
      href: '/monitoring',
      explains: ['pool:', 'ingest:', 'lock:', 'statement:', ...FAILURES],
      weight: 1_000,
      action: null,
    },
  ];
}
