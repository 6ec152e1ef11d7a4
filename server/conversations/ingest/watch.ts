import 'server-only';
import { log } from '#server/core/log.ts';
import { loopTimeout } from '#server/core/loop-timeout.ts';

type WatchParts = {
  /** Asks whether the database answers at all. It may hang: the signal fires when its time is over. */
  probe(signal: AbortSignal): Promise<void>;
  /** The database is found to be away. */
  onDown(): void;
  /** It answers again. */
  onUp(): void;
};

/** A flush under way for so long makes one ask whether the database still answers. Both together stay within a second. */
const SUSPECT_MS = 400;
const PROBE_MS = 450;
const PROBE_AGAIN_MS = 500;
/** A flush is given up after this long even while others are answered: its own connection hangs. */
const GIVE_UP_MS = 6_000;

/**
 * Tells a database that is away from one that is merely slow: a flush that takes long, or that failed, is a reason to ask
 * over another connection. Away, it is asked again until it answers.
 */
export class Watch {
  readonly #parts: WatchParts;
  #state: 'up' | 'doubtful' | 'down' = 'up';
  #asking: Promise<boolean> | undefined;
  #again: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  get isDown(): boolean {
    return this.#state === 'down';
  }

  /** Down, or not known to be up. */
  get isDoubtful(): boolean {
    return this.#state !== 'up';
  }

  /** Keeps an eye on a flush until the returned function is called. */
  over(flight: AbortController): () => void {
    const started = performance.now();
    let landed = false;
    const look = async () => {
      if (performance.now() - started > GIVE_UP_MS) return flight.abort();
      const answers = await this.#answers();
      if (landed) return;
      if (!answers) this.#fall();
      else timer = setTimeout(look, SUSPECT_MS);
    };
    let timer = setTimeout(look, SUSPECT_MS);
    return () => {
      landed = true;
      clearTimeout(timer);
    };
  }

  /** A flush failed: nothing more is begun until the database has answered. */
  doubt(): void {
    if (this.#state !== 'up' || this.#stopped) return;
    this.#state = 'doubtful';
    void this.#askAgain();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#again);
  }

  async #askAgain(): Promise<void> {
    const answers = await this.#answers();
    if (this.#stopped || this.#state === 'up') return;
    if (!answers) return this.#fall();
    if (this.#state === 'down') log.info({ event: 'ingest.database_back' });
    this.#state = 'up';
    this.#parts.onUp();
  }

  #fall(): void {
    if (this.#stopped) return;
    if (this.#state !== 'down') {
      log.warn({ event: 'ingest.database_away' });
      this.#state = 'down';
      this.#parts.onDown();
    }
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.#askAgain(), PROBE_AGAIN_MS).unref();
  }

  #answers(): Promise<boolean> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  #ask(): Promise<boolean> {
    const { signal, clear } = loopTimeout(PROBE_MS);
    return new Promise<boolean>((resolve) => {
      signal.addEventListener('abort', () => resolve(false));
      this.#parts.probe(signal).then(
        () => resolve(true),
        () => resolve(false),
      );
    }).finally(clear);
  }
}
