import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment } from '#server/core/env.ts';
import type { Start } from './orders.ts';
import { ANSWER_WITHIN_MS } from './post.ts';

const ACKED_WITHIN_MS = 60_000;
const DRAINED_WITHIN_MS = 90_000;

/** The harness's hold on who posts turns, in a process of its own: the load client, or a chatbot with the product's sender. */
export class LoadProcess {
  readonly #child: ChildProcess;
  readonly #name: 'load' | 'chatbot';

  constructor(name: 'load' | 'chatbot', start: Start) {
    this.#name = name;
    this.#child = fork(join(import.meta.dirname, `${name}.ts`), {
      execArgv: ['--conditions=react-server'],
      env: childEnvironment(),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.send({ order: 'start', ...start });
  }

  /** Nothing is in flight any more when it resolves. */
  pause(): Promise<void> {
    return this.#ask('pause', 'paused', 2 * ANSWER_WITHIN_MS);
  }

  resume(): void {
    this.#child.send({ order: 'resume' });
  }

  /** Resolves when a post that was sent after this call is acknowledged. */
  acked(): Promise<void> {
    return this.#ask('watch', 'acked', ACKED_WITHIN_MS);
  }

  /** Of the chatbot. It hands over nothing more, and all it handed over is answered for when this resolves. */
  drain(): Promise<void> {
    return this.#ask('drain', 'drained', DRAINED_WITHIN_MS);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.disconnect();
    await once(this.#child, 'exit');
  }

  async #ask(order: string, answer: 'paused' | 'acked' | 'drained', withinMs: number): Promise<void> {
    const stop = new AbortController();
    const told = Promise.withResolvers<string>();
    const hear = (message: unknown) => {
      if (message === answer) told.resolve('told');
    };
    const end = () => told.resolve('ended');
    this.#child.on('message', hear);
    this.#child.once('exit', end);
    this.#child.send({ order });
    const late = sleep(withinMs, 'late', { signal: stop.signal }).catch(() => 'late');
    const outcome = await Promise.race([told.promise, late]);
    stop.abort();
    this.#child.off('message', hear);
    this.#child.off('exit', end);
    if (outcome !== 'told')
      throw new Error(
        `${this.#name}.ts was asked to ${order} and ${outcome === 'late' ? `had not within ${withinMs / 1000} s` : 'ended'}.`,
      );
  }
}
