import 'server-only';
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, ok, type Result } from '#lib/result.ts';
import { bareEnvironment } from '#server/core/env.ts';
import { log } from '#server/core/log.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { tell } from '#server/core/tell.ts';
import { AT_ONCE, type EmbeddingReply, type EmbeddingRequest, replySchema } from './exchange.ts';

const IDLE_MS = 10 * 60_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** A model that took longer to load, or for the few texts of a request, hangs: loading takes seconds, a request half of one. */
const ANSWERS_WITHIN_MS = 120_000;
/** Deaths without a vector between them after which it counts as unavailable. */
const MOST_DEATHS = 4;
/** How long after it was unavailable it is tried again: somebody may have installed the packages. */
const RETRY_AFTER_MS = 10 * 60_000;

export type EmbedderState = {
  /** `asleep` starts when texts come, `unavailable` is not even tried until a while later. */
  state: 'asleep' | 'starting' | 'warm' | 'unavailable';
  model: string | null;
  /** Why it was given up when it was last tried, and what to do; null before it is tried and when it has made a vector since. */
  trouble: string | null;
  /** How often it died since this process began, ends by idleness not counted. */
  deaths: number;
};

type Options = { script?: string; idleMs?: number; firstDelayMs?: number; answersWithinMs?: number };
type Waiting = {
  request: EmbeddingRequest;
  settle: (vectors: Result<Float32Array[]>) => void;
  stop: (error: EmbedderStopped) => void;
};

/** The worker ends, which says nothing of the model: what was to be embedded is to wait for the next one. */
export class EmbedderStopped extends Error {
  override name = 'EmbedderStopped';
  override message = 'The worker ended.';
}

/**
 * The sentence model in a child process, which is started when texts are to be embedded and ends by itself when idle. One
 * that dies at work is started again after a growing delay, and its work is done again; one that hangs is ended first.
 */
export class EmbedderProcess {
  readonly #options: Required<Options>;
  #child: ChildProcess | null = null;
  #waiting: Waiting | null = null;
  #patience: NodeJS.Timeout | undefined;
  #lane: Promise<unknown> = Promise.resolve();
  #ids = 0;
  #dims = 0;
  #warm = false;
  #model: string | null = null;
  #trouble: string | null = null;
  #deaths = 0;
  #deathsInARow = 0;
  #unavailableUntil = 0;
  #stopped = false;

  constructor(options: Options = {}) {
    this.#options = {
      script: join(repositoryRoot, 'scripts', 'embedder.ts'),
      idleMs: IDLE_MS,
      firstDelayMs: FIRST_DELAY_MS,
      answersWithinMs: ANSWERS_WITHIN_MS,
      ...options,
    };
  }

  get state(): EmbedderState {
    const { state, model, trouble, deaths } = {
      model: this.#model,
      trouble: this.#trouble,
      deaths: this.#deaths,
      state: this.#state(),
    };
    return { state, model, trouble, deaths };
  }

  /** The process while it lives; for tests that look at it from outside. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /**
   * One vector a text, in their order, and the model that made them. Calls wait for each other.
   * @returns unavailable, with the cause, when the model cannot be loaded or dies again and again
   * @throws EmbedderStopped when `stop` is called before they are made
   */
  embed(texts: readonly string[]): Promise<Result<{ model: string; vectors: Float32Array[] }>> {
    const running = this.#lane.then(() => this.#embedAll(texts));
    this.#lane = running.catch(() => {});
    return running;
  }

  /** Ends the process, if it lives; whoever waits for vectors gets none. */
  stop(): void {
    this.#stopped = true;
    this.#child?.kill('SIGKILL');
    this.#waiting?.stop(new EmbedderStopped());
    this.#waiting = null;
  }

  #state(): EmbedderState['state'] {
    if (Date.now() < this.#unavailableUntil) return 'unavailable';
    if (this.#child === null) return 'asleep';
    return this.#warm ? 'warm' : 'starting';
  }

  async #embedAll(texts: readonly string[]): Promise<Result<{ model: string; vectors: Float32Array[] }>> {
    const vectors: Float32Array[] = [];
    for (let at = 0; at < texts.length; at += AT_ONCE) {
      const some = await this.#embedSome(texts.slice(at, at + AT_ONCE));
      if (!some.ok) return some;
      vectors.push(...some.value);
    }
    return ok({ model: this.#model ?? '', vectors });
  }

  #embedSome(texts: string[]): Promise<Result<Float32Array[]>> {
    if (this.#stopped) return Promise.reject(new EmbedderStopped());
    if (this.#trouble !== null && Date.now() < this.#unavailableUntil)
      return Promise.resolve(fail('unavailable', this.#trouble));
    this.#ids += 1;
    const request = { id: this.#ids, texts };
    const { promise, resolve, reject } = Promise.withResolvers<Result<Float32Array[]>>();
    this.#waiting = { request, settle: resolve, stop: reject };
    if (this.#child === null) this.#start();
    else if (this.#warm) this.#ask(this.#child, request);
    return promise;
  }

  #ask(child: ChildProcess, request: EmbeddingRequest): void {
    this.#watch(child);
    tell(child, request);
  }

  /** Ends the process unless it says something in time. */
  #watch(child: ChildProcess): void {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => child.kill('SIGKILL'), this.#options.answersWithinMs).unref();
  }

  #start(): void {
    const child = fork(this.#options.script, [String(this.#options.idleMs)], {
      cwd: repositoryRoot,
      env: bareEnvironment(),
      execArgv: ['--conditions=react-server'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    this.#child = child;
    this.#warm = false;
    this.#watch(child);
    child.on('message', (message) => this.#hear(child, replySchema.parse(message)));
    child.on('error', (error) => log.error({ event: 'embedder.failed', message: error.message }));
    child.on('exit', (code, signal) => void this.#ended(child, code, signal));
  }

  #hear(child: ChildProcess, reply: EmbeddingReply): void {
    clearTimeout(this.#patience);
    if (reply.kind === 'unavailable') {
      this.#unavailableUntil = Date.now() + RETRY_AFTER_MS;
      this.#giveUp(reply.message);
      return;
    }
    if (reply.kind === 'ready') {
      this.#warm = true;
      this.#model = reply.model;
      this.#dims = reply.dims;
      if (this.#waiting !== null) this.#ask(child, this.#waiting.request);
      return;
    }
    if (this.#waiting?.request.id !== reply.id) return;
    this.#deathsInARow = 0;
    this.#trouble = null;
    const { request, settle } = this.#waiting;
    this.#waiting = null;
    settle(ok(request.texts.map((_, place) => reply.vectors.slice(place * this.#dims, (place + 1) * this.#dims))));
  }

  async #ended(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    if (this.#child !== child) return;
    clearTimeout(this.#patience);
    this.#child = null;
    this.#warm = false;
    if (this.#stopped) return;
    if (code !== 0) {
      this.#deaths += 1;
      this.#deathsInARow += 1;
      log.warn({ event: 'embedder.died', code, signal, deaths: this.#deaths });
      if (this.#deathsInARow >= MOST_DEATHS) {
        this.#deathsInARow = 0;
        this.#unavailableUntil = Date.now() + RETRY_AFTER_MS;
        return this.#giveUp(
          `The sentence model's process ended ${MOST_DEATHS} times in a row (${signal ?? `code ${code}`}), as it does where memory runs out. It is tried again with the next question after ten minutes.`,
        );
      }
      const delay = this.#options.firstDelayMs * 2 ** (this.#deathsInARow - 1);
      await sleep(Math.min(LONGEST_DELAY_MS, delay));
    }
    // An end by idleness may meet a request that is just under way.
    if (this.#waiting !== null && this.#child === null && !this.#stopped) this.#start();
  }

  #giveUp(trouble: string): void {
    this.#trouble = trouble;
    this.#waiting?.settle(fail('unavailable', trouble));
    this.#waiting = null;
  }
}
