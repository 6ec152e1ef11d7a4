// A chatbot as it should be written: a process of its own, started by the harness, that hands each turn to the sender
// (`clients/typescript`) and never looks back. It keeps the same account as the load client.
import { setTimeout as sleep } from 'node:timers/promises';
import { createSender, type Outcome, type Sender } from '#clients/typescript/sender.ts';
import { mulberry32 } from '#lib/random.ts';
import { LedgerWriter } from './ledger.ts';
import { type Start, serveOrders } from './orders.ts';
import { TurnSource } from './turns.ts';

const LONGEST_PAUSE_MS = 100;
const DRAINED_WITHIN_MS = 60_000;

const fates = { stored: 'acked', duplicate: 'acked', invalid: 'refused' } as const;

class Chatbot {
  readonly #sender: Sender;
  readonly #ledger: LedgerWriter;
  readonly #random: () => number;
  readonly #turns: TurnSource;
  /** Apart from the load client's, which count upwards. */
  #request = 0;
  #handing = Promise.resolve();
  #unanswered = 0;
  #paused = false;

  constructor({ url, keys, ledger, seed }: Start) {
    this.#sender = createSender({ url, apiKey: keys[0] ?? '', spoolDirectory: `${ledger}.spool` });
    this.#ledger = new LedgerWriter(ledger);
    this.#random = mulberry32(seed);
    this.#turns = new TurnSource(this.#random);
    void this.#answerOn();
  }

  async pause(): Promise<void> {
    this.#paused = true;
    await this.#handing;
    process.send?.('paused');
  }

  resume(): void {
    this.#paused = false;
  }

  async drain(): Promise<void> {
    this.#paused = true;
    await this.#handing;
    await this.#sender.flush(DRAINED_WITHIN_MS);
    while (this.#unanswered > 0) await sleep(5);
    process.send?.('drained');
  }

  async #answerOn(): Promise<never> {
    for (;;) {
      await sleep(this.#random() * LONGEST_PAUSE_MS);
      if (this.#paused) continue;
      this.#handing = this.#handOver();
      await this.#handing;
    }
  }

  async #handOver(): Promise<void> {
    const { mark, turn } = this.#turns.create();
    const { is_answered, ...rest } = turn;
    this.#request -= 1;
    const request = this.#request;
    await this.#ledger.append({ what: 'sent', request, at: Date.now(), turns: [mark] });
    const given = { ...rest, event_id: mark, is_answered: is_answered ?? undefined };
    this.#unanswered += 1;
    void this.#account(request, mark, this.#sender.sendAndWait(given));
  }

  /** A sender that gives a turn up ends all this: there is room for every one. */
  async #account(request: number, mark: string, outcome: Promise<Outcome>): Promise<void> {
    const began = Date.now();
    const { status, error } = await outcome;
    if (status === 'spooled' || status === 'dropped') throw new Error(`The sender gave a turn up: ${status}, ${error}`);
    const at = Date.now();
    await this.#ledger.append({ what: fates[status], request, at, ms: at - began, status: 0, turns: [mark] });
    this.#unanswered -= 1;
  }
}

serveOrders((start) => new Chatbot(start));
