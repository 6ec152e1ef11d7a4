import 'server-only';
import type { Figures } from '#lib/monitoring/statements/figures.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { findUsual, type Usual } from './usual.ts';

const LOOK_EVERY_MS = 300_000;
/** How soon the days of one that has none are looked for again. */
const LOOK_AGAIN_MS = 15_000;
/** Samples that are remembered of each statement, and how many make a habit. */
const REMEMBERED = 60;
const ENOUGH = 3;
const ENOUGH_CALLS = 20;
/** What is out of the ordinary for so many samples is the habit now. */
const NEW_HABIT = 30;
const FORGOTTEN_AFTER_MS = 1_800_000;

type Lately = { means: { ms: number; temp: number; calls: number }[]; seenAt: number; odd: number };
export type Habit = { usualMs: number | null; usualTemp: number | null; usualFrom: 'days' | 'minutes' | null };

/** What each statement usually takes: by its stored days, or, while there are none, by the last minutes in memory. */
export class Habits {
  readonly #actor: Actor;
  #stored = new Map<string, Usual>();
  #lookedAt = 0;
  readonly #lately = new Map<string, Lately>();
  readonly #lookedFor = new Map<string, number>();
  #looking: Promise<void> | null = null;

  constructor(actor: Actor) {
    this.#actor = actor;
  }

  /** Reads the days anew every few minutes. */
  async look(at: number): Promise<void> {
    if (at - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#stored = await findUsual(this.#actor, mainPool(), new Date(at));
    this.#lookedAt = at;
  }

  /** Looks at once for the days of those that have none in memory; while a look waits for the database there is no second. */
  lookFor(ids: readonly string[], at: number): Promise<void> {
    this.#looking ??= this.#lookFor(ids, at).finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #lookFor(ids: readonly string[], at: number): Promise<void> {
    const missing = ids.filter((id) => !this.#stored.has(id) && at - (this.#lookedFor.get(id) ?? 0) >= LOOK_AGAIN_MS);
    if (missing.length === 0) return;
    for (const id of missing) this.#lookedFor.set(id, at);
    for (const [id, usual] of await findUsual(this.#actor, mainPool(), new Date(at), missing))
      this.#stored.set(id, usual);
  }

  of(id: string): Habit {
    const stored = this.#stored.get(id);
    if (stored !== undefined) return { usualMs: stored.ms, usualTemp: stored.temp, usualFrom: 'days' };
    const means = this.#lately.get(id)?.means ?? [];
    const calls = means.reduce((sum, one) => sum + one.calls, 0);
    if (means.length < ENOUGH || calls < ENOUGH_CALLS) return { usualMs: null, usualTemp: null, usualFrom: null };
    return {
      usualMs: median(means.map(({ ms }) => ms)),
      usualTemp: median(means.map(({ temp }) => temp)),
      usualFrom: 'minutes',
    };
  }

  /** Remembers a sample of a statement, unless it is out of the ordinary: what is slow now must not become the habit. */
  remember(id: string, figures: Figures, at: number, isOrdinary: boolean): void {
    const lately = this.#lately.get(id) ?? { means: [], seenAt: at, odd: 0 };
    lately.seenAt = at;
    this.#lately.set(id, lately);
    lately.odd = isOrdinary ? 0 : lately.odd + 1;
    if (lately.odd >= NEW_HABIT) Object.assign(lately, { means: [], odd: 0 });
    else if (!isOrdinary) return;
    lately.means.push({ ms: figures.ms / figures.calls, temp: figures.temp / figures.calls, calls: figures.calls });
    if (lately.means.length > REMEMBERED) lately.means.shift();
  }

  /** Forgets statements that have not run for half an hour. */
  tidy(at: number): void {
    for (const [id, lookedAt] of this.#lookedFor) if (at - lookedAt > FORGOTTEN_AFTER_MS) this.#lookedFor.delete(id);
    for (const [id, { seenAt }] of this.#lately) if (at - seenAt > FORGOTTEN_AFTER_MS) this.#lately.delete(id);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
