import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Posted, postBody } from '#clients/typescript/post-turns.ts';
import { chanceOf } from '#test/random.ts';
import { quantiles } from './measure.ts';
import { SyntheticTurns } from './synthetic-turns.ts';

/** How requests follow each other. */
export type Arrivals =
  /** At instants of their own (Poisson), whatever the answers do: what many independent chatbots are. */
  | { kind: 'open'; perSecond: number; seconds: number; warmSeconds: number }
  /** The next when one has been answered, so many at a time: how fast it can go. */
  | { kind: 'closed'; atOnce: number; requests: number; warmRequests: number };

export type LoadPlan = {
  url: string;
  key: string;
  seed: number;
  /** 1: a turn by itself. More: an array of so many. */
  turnsPerRequest: number;
  arrivals: Arrivals;
};

export type LoadReport = {
  requests: number;
  stored: number;
  duplicates: number;
  invalid: number;
  /** Requests answered otherwise, by status. */
  refused: Record<string, number>;
  /** Requests without an answer: surely not stored, and perhaps stored. */
  unsent: number;
  unknown: number;
  /** From the first to the last answer of what was measured. */
  seconds: number;
  /**
   * From the instant a request was meant for to the end of its answer, in ms, so that waiting behind a slow one counts
   * (no coordinated omission); of closed arrivals from the sending.
   */
  ack: Quantiles;
  /** How late the generator itself was, in ms. */
  late: Quantiles;
  /** Processor time of this process over the time, in percent of one core. */
  processorPercent: number;
};

type Quantiles = ReturnType<typeof quantiles>;
type Send = (index: number, meantFor: number) => Promise<void>;

/**
 * Posts invented turns as planned and keeps account of every request; nothing is retried. All turns are made before the
 * first is sent. @param begun called when the warm-up is over and measuring begins
 */
export async function postLoad(plan: LoadPlan, begun: () => void = () => {}): Promise<LoadReport> {
  const { arrivals, url, key } = plan;
  const open = arrivals.kind === 'open';
  const instants = open ? instantsOf(arrivals, plan.seed) : [];
  const warm = open ? instants.filter((at) => at < arrivals.warmSeconds * 1000).length : arrivals.warmRequests;
  const bodies = makeBodies(plan, open ? instants.length : arrivals.warmRequests + arrivals.requests);
  const agent = new Agent({ keepAlive: true, maxSockets: open ? 512 : arrivals.atOnce });
  const account = new Account();
  const send: Send = async (index, meantFor) => {
    const body = bodies[index];
    if (body === undefined) return;
    bodies[index] = undefined;
    if (index === warm) {
      account.begin();
      begun();
    }
    const sentAt = performance.now();
    const posted = await postBody(url, key, body, { agent, timeoutMs: 30_000 });
    if (index >= warm) account.add(posted, meantFor, sentAt);
  };
  await (open ? sendAt(instants, send) : sendInTurn(bodies.length, arrivals.atOnce, send));
  agent.destroy();
  return account.report();
}

/** Calls `send` at each instant, in ms from now, and waits for all that it began. */
export async function sendAt(instants: readonly number[], send: Send): Promise<void> {
  const start = performance.now();
  const underWay = new Set<Promise<void>>();
  for (let next = 0; next < instants.length; ) {
    const now = performance.now();
    for (let at = instants[next]; at !== undefined && start + at <= now; at = instants[next]) {
      const sent = send(next, start + at).finally(() => underWay.delete(sent));
      underWay.add(sent);
      next += 1;
    }
    const following = instants[next];
    if (following !== undefined) await sleep(Math.max(0, start + following - performance.now()));
  }
  await Promise.all(underWay);
}

async function sendInTurn(count: number, atOnce: number, send: Send): Promise<void> {
  let next = 0;
  const line = async () => {
    while (next < count) await send(next++, performance.now());
  };
  await Promise.all(Array.from({ length: atOnce }, line));
}

/** Poisson arrivals: gaps are exponential. In ms from the start, the warm-up included. */
function instantsOf({ perSecond, seconds, warmSeconds }: Arrivals & { kind: 'open' }, seed: number): number[] {
  const chance = chanceOf(seed);
  const instants: number[] = [];
  for (let at = 0; ; ) {
    at -= (1000 / perSecond) * Math.log(1 - chance.next());
    if (at >= (warmSeconds + seconds) * 1000) return instants;
    instants.push(at);
  }
}

function makeBodies({ seed, turnsPerRequest }: LoadPlan, count: number): (Buffer | undefined)[] {
  const source = new SyntheticTurns(seed);
  const one = () => source.next(Date.now());
  return Array.from({ length: count }, () => {
    const turns = turnsPerRequest === 1 ? one() : Array.from({ length: turnsPerRequest }, one);
    return Buffer.from(JSON.stringify(turns));
  });
}

/** What became of the requests measured. */
class Account {
  readonly #ack: number[] = [];
  readonly #late: number[] = [];
  readonly #counts = { stored: 0, duplicates: 0, invalid: 0, unsent: 0, unknown: 0 };
  readonly #refused: Record<string, number> = {};
  #beganAt = 0;
  #endedAt = 0;
  #processor = process.cpuUsage();

  begin(): void {
    this.#beganAt = performance.now();
    this.#processor = process.cpuUsage();
  }

  add(posted: Posted, meantFor: number, sentAt: number): void {
    this.#endedAt = performance.now();
    this.#late.push(sentAt - meantFor);
    if (posted.kind !== 'answered') {
      this.#counts[posted.kind] += 1;
      return;
    }
    if (posted.results === null) {
      this.#refused[posted.status] = (this.#refused[posted.status] ?? 0) + 1;
      return;
    }
    this.#ack.push(this.#endedAt - meantFor);
    for (const { status } of posted.results) {
      this.#counts[status === 'duplicate' ? 'duplicates' : status] += 1;
    }
  }

  report(): LoadReport {
    const { user, system } = process.cpuUsage(this.#processor);
    const seconds = (this.#endedAt - this.#beganAt) / 1000;
    return {
      requests: this.#late.length,
      ...this.#counts,
      refused: this.#refused,
      seconds,
      ack: quantiles(this.#ack),
      late: quantiles(this.#late),
      processorPercent: (user + system) / 10_000 / seconds,
    };
  }
}
