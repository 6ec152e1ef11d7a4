import 'server-only';
import type pg from 'pg';
import { RunCounts } from '#server/core/db/run-counts.ts';
import { SlidingSpread } from '#server/core/db/sliding-spread.ts';
import { currentWork, type Work } from '#server/core/request-context.ts';

/** What a connection runs, as its client knows: instants of `performance.now()`. */
export type Line = { text: string; begun: number; ended: number; running: boolean };

/** A connection asked for, from the asking to the release. */
export type Checkout = {
  readonly asked: number;
  /** Whether all were taken when it was asked for. */
  readonly queued: boolean;
  /** For whom; undefined outside of any work that says what it is. */
  readonly work: Work | undefined;
  got: number;
};

/**
 * Times every checkout and release of one pool and knows who holds what. It only watches: pg's own order of events stays.
 * A checkout costs it one small object and about a microsecond.
 */
export class PoolMeter {
  /** From asking to getting, of all checkouts. */
  readonly wait = new SlidingSpread();
  /** The same of those that found every connection taken, also of those that gave up. */
  readonly queued = new SlidingSpread();
  /** From getting to release. */
  readonly hold = new SlidingSpread();
  /** Those that have no connection yet, in the order in which they asked. */
  readonly waiting = new Set<Checkout>();
  readonly held = new Map<pg.ClientBase, Checkout>();
  /** Which statements were sent for whom, and with parameters of which shapes. */
  readonly runs = new RunCounts();
  readonly counts = { checkouts: 0, timeouts: 0, failed: 0, opened: 0, closed: 0, recycled: 0 };
  readonly #lines = new WeakMap<pg.ClientBase, Line>();

  /** A connection is asked for. @param queued whether all are taken */
  ask(queued: boolean): Checkout {
    const checkout = { asked: performance.now(), queued, work: currentWork(), got: 0 };
    this.waiting.add(checkout);
    return checkout;
  }

  take(checkout: Checkout, client: pg.ClientBase): void {
    const now = performance.now();
    checkout.got = now;
    this.waiting.delete(checkout);
    this.held.set(client, checkout);
    this.counts.checkouts += 1;
    this.wait.note(now - checkout.asked, now);
    if (checkout.queued) this.queued.note(now - checkout.asked, now);
  }

  /** It did not get one. @param timedOut whether it waited for a free one for as long as it may; else opening one failed */
  miss(checkout: Checkout, timedOut: boolean): void {
    const now = performance.now();
    this.waiting.delete(checkout);
    if (timedOut) {
      this.counts.timeouts += 1;
      this.queued.note(now - checkout.asked, now);
    } else this.counts.failed += 1;
  }

  /** A connection is given back. @param aged whether it closes because of its age */
  give(client: pg.ClientBase, aged: boolean): void {
    if (aged) this.counts.recycled += 1;
    const checkout = this.held.get(client);
    // The pool itself takes connections too, to open the base and to end what is old.
    if (checkout === undefined) return;
    this.held.delete(client);
    const now = performance.now();
    this.hold.note(now - checkout.got, now);
  }

  /** What the connection ran last and whether it still does; undefined before it was watched. */
  lineOf(client: pg.ClientBase): Line | undefined {
    return this.#lines.get(client);
  }

  /** Notes what a new connection runs from now on: the statement as its text stands, never its values. */
  watch(client: pg.ClientBase): void {
    const line: Line = { text: '', begun: 0, ended: 0, running: false };
    let isOver = false;
    const query: unknown = Reflect.get(client, 'query');
    if (typeof query !== 'function') return;
    Reflect.set(client, 'query', (...given: unknown[]): unknown => {
      line.text = textOf(given[0]);
      line.begun = performance.now();
      this.runs.note(line.text, this.held.get(client)?.work, given, line.begun);
      line.running = !isOver;
      return Reflect.apply(query, client, given);
    });
    const end = (): void => {
      line.ended = performance.now();
      line.running = false;
    };
    // pg says so once nothing is left to send and the server is ready, whether it answered or refused.
    client.on('drain', end);
    client.once('end', () => {
      isOver = true;
      end();
    });
    this.#lines.set(client, line);
    this.counts.opened += 1;
  }
}

function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  const text: unknown = typeof statement === 'object' && statement !== null ? Reflect.get(statement, 'text') : '';
  return typeof text === 'string' ? text : '';
}
