import 'server-only';
import type { ServerResponse } from 'node:http';
import { type EventLoopUtilization, performance as hooks } from 'node:perf_hooks';
import { routeAccess } from '#server/core/auth/access.ts';
import { ingestFigures } from '#server/core/health/ingest.ts';

/** Pages drawn at once whatever the load: React draws them in turn, so more of them only wait for each other. */
const AT_ONCE = 3;
/** Below this share of the time the event loop has room: pages beyond AT_ONCE wait for the database, not for us. */
const ROOM_BELOW = 0.7;
const LOOK_EVERY_MS = 25;
/** Posts a second from which on they press: far more than people who read pages cause, and a tenth of what we can take. */
const PRESSED_FROM = 100;
const PRESSED_FOR_MS = 1_000;
/** Posts come in bursts, a flush at a time: over less they say nothing, and what was counted long ago says nothing of now. */
const COUNT_AT_LEAST_MS = 500;
const COUNT_AT_MOST_MS = 2_000;
/** Nobody's page waits for ever behind posts: four a second begin all the same. */
const PRESSED_PATIENCE_MS = 250;
/** Longer than a person waits before asking again. */
const PATIENCE_MS = 20_000;

type Waiting = { begin(admitted: boolean): void; since: number };

/**
 * Lets pages in as fast as they can be drawn, first come first served. Drawing a page takes 20 to 90 ms of the event
 * loop that answers the chatbot's posts too; a hundred of them drawn at once would make each turn of the loop, and so
 * each post, seconds long. While posts press, a page begins only when the loop had room after the last: a post takes
 * several turns of the loop, and pages that follow each other closely leave it none.
 */
export class PageGate {
  readonly #waiting: Waiting[] = [];
  readonly #utilization: () => number;
  readonly #posts: () => number;
  #drawing = 0;
  #timer: NodeJS.Timeout | undefined;
  #begunAt = 0;
  #counted: { at: number; posts: number };
  #pressedUntil = 0;

  /**
   * @param utilization share of the time the event loop was busy since the last call, 0 to 1
   * @param posts how many posts were answered so far
   */
  constructor(utilization: () => number = loopUtilization(), posts: () => number = postsAnswered) {
    this.#utilization = utilization;
    this.#posts = posts;
    this.#counted = { at: performance.now(), posts: posts() };
  }

  /** Resolves with true when the page may be drawn, with false when it waited too long or nobody waits for it. */
  enter(response: ServerResponse): Promise<boolean> {
    return new Promise((resolve) => {
      const one: Waiting = { since: performance.now(), begin: (admitted) => resolve(admitted) };
      response.once('close', () => this.#leave(one));
      this.#waiting.push(one);
      if (this.#timer === undefined) this.#countPosts();
      this.#admit();
      if (this.#waiting.length > 0) this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS);
    });
  }

  #countPosts(): void {
    const now = performance.now();
    const passed = now - this.#counted.at;
    if (passed < COUNT_AT_LEAST_MS) return;
    const posts = this.#posts();
    const perSecond = ((posts - this.#counted.posts) / passed) * 1_000;
    if (passed <= COUNT_AT_MOST_MS && perSecond >= PRESSED_FROM) this.#pressedUntil = now + PRESSED_FOR_MS;
    this.#counted = { at: now, posts };
  }

  get #isPressed(): boolean {
    return performance.now() < this.#pressedUntil;
  }

  #admit(): void {
    if (this.#isPressed) return;
    while (this.#drawing < AT_ONCE && this.#waiting.length > 0) this.#begin();
  }

  #begin(): void {
    const one = this.#waiting.shift();
    if (one === undefined) return;
    this.#drawing += 1;
    this.#begunAt = performance.now();
    one.begin(true);
  }

  #leave(one: Waiting): void {
    const place = this.#waiting.indexOf(one);
    if (place < 0) this.#drawing -= 1;
    else this.#refuse(place);
    this.#admit();
  }

  #refuse(place: number): void {
    const [one] = this.#waiting.splice(place, 1);
    one?.begin(false);
  }

  #look(): void {
    this.#countPosts();
    const hasRoom = this.#utilization() < ROOM_BELOW;
    const isDue = this.#isPressed && performance.now() - this.#begunAt >= PRESSED_PATIENCE_MS;
    if (hasRoom || isDue) this.#begin();
    this.#admit();
    const oldest = performance.now() - PATIENCE_MS;
    while (this.#waiting[0] !== undefined && this.#waiting[0].since < oldest) this.#refuse(0);
    if (this.#waiting.length > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

const handlerPaths = Object.keys(routeAccess).map((route) => {
  const path = route.slice(route.indexOf(' ') + 1);
  return new RegExp(`^${path.replaceAll(/\[[^\]]+\]/g, '[^/]+')}$`);
});

/**
 * Whether a path is drawn by React and takes its turn: not a file, and no handler of a route, which may stream for hours. Monitoring
 * takes no turn: it is there to tell why the others do not get on.
 */
export function isPage(path: string): boolean {
  if (/^\/monitoring(?![\w-])/.test(path)) return false;
  if (path.startsWith('/_next/') || path.startsWith('/api/')) return false;
  return !/\.[a-z0-9]+$/.test(path) && !handlerPaths.some((handler) => handler.test(path));
}

function postsAnswered(): number {
  return ingestFigures().acks.reduce((sum, count) => sum + count, 0);
}

function loopUtilization(): () => number {
  let last: EventLoopUtilization = hooks.eventLoopUtilization();
  return () => {
    const now = hooks.eventLoopUtilization();
    const { utilization } = hooks.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}
