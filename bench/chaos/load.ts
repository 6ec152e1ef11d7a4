// The load client: a process of its own, started by the harness, which posts turns and keeps its own account of them.
import { setTimeout as sleep } from 'node:timers/promises';
import { mulberry32, pick } from '#lib/random.ts';
import { LedgerWriter } from './ledger.ts';
import { type Start, serveOrders } from './orders.ts';
import { type Outcome, post } from './post.ts';
import { type PostedTurn, TurnSource } from './turns.ts';

const POSTERS = 12;
const LONGEST_PAUSE_MS = 25;
const LONGEST_BACK_OFF_MS = 300;
/** Of what may be tried again, at most this much waits; the rest stays as it is. */
const RETRIES_KEPT = 500;

type Sent = { mark: string; turn: PostedTurn };

class LoadClient {
  readonly #start: Start;
  readonly #ledger: LedgerWriter;
  readonly #random: () => number;
  readonly #turns: TurnSource;
  readonly #retries: Sent[] = [];
  #requests = 0;
  #inFlight = 0;
  #paused = false;
  #watchFrom = Number.POSITIVE_INFINITY;

  constructor(start: Start) {
    this.#start = start;
    this.#ledger = new LedgerWriter(start.ledger);
    this.#random = mulberry32(start.seed);
    this.#turns = new TurnSource(this.#random);
    for (let i = 0; i < POSTERS; i += 1) void this.#postOn();
  }

  async pause(): Promise<void> {
    this.#paused = true;
    while (this.#inFlight > 0) await sleep(5);
    process.send?.('paused');
  }

  resume(): void {
    this.#paused = false;
  }

  watch(): void {
    this.#watchFrom = this.#requests;
  }

  async #postOn(): Promise<never> {
    for (;;) {
      await sleep(this.#random() * LONGEST_PAUSE_MS);
      if (this.#paused) continue;
      const batch = this.#makeBatch();
      const key = pick(this.#start.keys, this.#random());
      const named = batch.filter(({ turn }) => turn.event_id !== undefined);
      // The same ids by every key at once: they meet in the ledger.
      const twins = named.length > 0 && this.#random() < 0.05 ? this.#start.keys.filter((one) => one !== key) : [];
      const well = await Promise.all([this.#send(key, batch), ...twins.map((other) => this.#send(other, named))]);
      if (well.includes(false)) await sleep(this.#random() * LONGEST_BACK_OFF_MS);
    }
  }

  #makeBatch(): Sent[] {
    const size = this.#random() < 0.7 ? 1 : 2 + Math.floor(this.#random() ** 3 * 120);
    const batch = Array.from({ length: size }, () => {
      const again = this.#random() < 0.4 ? this.#retries.shift() : undefined;
      return again === undefined ? this.#turns.create() : { ...again, turn: this.#turns.retry(again.turn) };
    });
    const repeated = batch.filter(({ turn }) => turn.event_id !== undefined);
    if (size > 1 && repeated.length > 0 && this.#random() < 0.3) batch.push(pick(repeated, this.#random()));
    return batch;
  }

  /** @returns whether it was answered with an acknowledgement */
  async #send(key: string, batch: Sent[]): Promise<boolean> {
    this.#inFlight += 1;
    this.#requests += 1;
    const request = this.#requests;
    await this.#ledger.append({ what: 'sent', request, at: Date.now(), turns: batch.map(({ mark }) => mark) });
    const began = performance.now();
    const turns = batch.map(({ turn }) => turn);
    const { status, fates, fault } = await post(this.#start.url, key, turns);
    const told = { request, at: Date.now(), ms: Math.round(performance.now() - began), status, fault };
    const groups = (['acked', 'refused', 'unknown'] as const).map((what) => ({
      what,
      ...told,
      turns: batch.filter((_, index) => fates[index] === what).map(({ mark }) => mark),
    }));
    await this.#ledger.append(...groups.filter((group) => group.turns.length > 0));
    this.#keepForLater(batch, fates);
    this.#inFlight -= 1;
    if (request > this.#watchFrom && fates.includes('acked')) {
      this.#watchFrom = Number.POSITIVE_INFINITY;
      process.send?.('acked');
    }
    return status === 201;
  }

  /** What nobody knows may be tried again when it bears an id; what was acknowledged now and then too: the answer could have been lost. */
  #keepForLater(batch: Sent[], fates: Outcome['fates']): void {
    for (const [index, one] of batch.entries()) {
      const fate = fates[index];
      const again = one.turn.event_id !== undefined && this.#random() < (fate === 'acked' ? 0.05 : 0.7);
      if (again && this.#retries.length < RETRIES_KEPT) this.#retries.push(one);
    }
  }
}

serveOrders((start) => new LoadClient(start));
