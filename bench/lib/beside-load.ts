import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { exchange } from '#clients/typescript/exchange.ts';
import { quantiles } from './measure.ts';
import { processorSecondsUnder } from './processes.ts';

const LOOK_EVERY_MS = 20;
const PAGE_WITHIN_MS = 30_000;

/** What was seen beside a load while it was measured. */
export type Beside = {
  /** Time of `/livez`, which the web process answers by itself without a database: nearly all of it is its event loop. */
  alive: ReturnType<typeof quantiles>;
  /** Time of whole pages, and how many were not answered with 200. */
  pages: ReturnType<typeof quantiles> & { count: number; failed: number };
  /** Processor time by kind of process, in percent of one core. */
  processor: Record<string, number>;
};

/** Looks on while a load runs: from `begin` to `end`. */
export class Onlooker {
  readonly #url: string;
  readonly #pages: { cookie: string; paths: readonly string[]; perSecond: number };
  readonly #stop = new AbortController();
  readonly #alive: number[] = [];
  readonly #pageTimes: number[] = [];
  #failed = 0;
  #work: Promise<unknown> = Promise.resolve();
  #beganAt = 0;
  #processor = new Map<string, number>();

  /** @param pages what a signed-in person opens meanwhile, and how many a second; 0 for none */
  constructor(url: string, pages: { cookie: string; paths: readonly string[]; perSecond: number }) {
    this.#url = url;
    this.#pages = pages;
  }

  begin(): void {
    this.#beganAt = performance.now();
    this.#processor = processorSecondsUnder(process.pid);
    const { perSecond } = this.#pages;
    const pages = perSecond === 0 ? [] : [this.#every(1000 / perSecond, (n, at) => this.#openPage(n, at))];
    this.#work = Promise.all([this.#watchAlive(), ...pages]);
  }

  async end(): Promise<Beside> {
    const seconds = (performance.now() - this.#beganAt) / 1000;
    const processor = Object.fromEntries(
      [...processorSecondsUnder(process.pid)].map(([name, taken]) => {
        return [name, Math.round(((taken - (this.#processor.get(name) ?? 0)) / seconds) * 100)];
      }),
    );
    this.#stop.abort();
    await this.#work;
    const pages = { ...quantiles(this.#pageTimes), count: this.#pageTimes.length, failed: this.#failed };
    return { alive: quantiles(this.#alive), pages, processor };
  }

  async #watchAlive(): Promise<void> {
    const agent = new Agent({ keepAlive: true });
    await this.#every(LOOK_EVERY_MS, async (_, meantFor) => {
      const answer = await exchange({ url: this.#url, path: 'livez' }, { agent });
      if (answer.kind === 'answered') this.#alive.push(performance.now() - meantFor);
    });
    agent.destroy();
  }

  async #openPage(number: number, meantFor: number): Promise<void> {
    const { paths, cookie } = this.#pages;
    const signal = AbortSignal.timeout(PAGE_WITHIN_MS);
    const answer = fetch(`${this.#url}${paths[number % paths.length]}`, {
      headers: { cookie },
      redirect: 'manual',
      signal,
    });
    const status = await answer.then(async (page) => page.text().then(() => page.status)).catch(() => null);
    if (status === 200) this.#pageTimes.push(performance.now() - meantFor);
    else this.#failed += 1;
  }

  /** Begins `work` at even times, whatever the last is doing, until it is stopped; waits for all of it. */
  async #every(milliseconds: number, work: (number: number, meantFor: number) => Promise<void>): Promise<void> {
    const begun: Promise<void>[] = [];
    const start = performance.now();
    for (let number = 0; !this.#stop.signal.aborted; number += 1) {
      const meantFor = start + number * milliseconds;
      await sleep(Math.max(0, meantFor - performance.now()));
      begun.push(work(number, meantFor));
    }
    await Promise.all(begun);
  }
}
