import 'server-only';
import { type Parameters, parametersOf } from '#lib/monitoring/statements/parameters.ts';
import type { Surface } from '#server/core/request-context.ts';

/** Texts that are told apart between two readings; what comes beyond is not counted. */
const MOST_TEXTS = 1_000;
/** How often the parameters of a statement are looked at: whoever runs it by the thousand pays for one look. */
const LOOK_EVERY_MS = 1_000;

/** How often a statement was sent for one kind of work. */
export type Run = Surface & { calls: number };
/** A statement that was sent: for whom, and the shapes of its latest parameters that were looked at, `seenAt` in ms since 1970. */
export type Sent = { text: string; runs: Run[]; parameters: Parameters; seenAt: number };

const nobody: Surface = { route: null, operation: null };
const none: Parameters = { count: 0, shapes: [] };

/** Counts which statements were sent for whom since they were last taken, and sees now and then with what parameters. It keeps no value. */
export class RunCounts {
  #texts = new Map<string, Sent & { lookFrom: number }>();

  /**
   * @param given what the client was called with: a statement with its values in it, or after it
   * @param now as of `performance.now()`
   */
  note(text: string, work: Surface = nobody, given: readonly unknown[] = [], now = performance.now()): void {
    let sent = this.#texts.get(text);
    if (sent === undefined) {
      if (this.#texts.size >= MOST_TEXTS) return;
      sent = { text, runs: [], parameters: none, seenAt: 0, lookFrom: now };
      this.#texts.set(text, sent);
    }
    const run = sent.runs.find(({ route, operation }) => route === work.route && operation === work.operation);
    if (run === undefined) sent.runs.push({ route: work.route, operation: work.operation, calls: 1 });
    else run.calls += 1;
    if (now < sent.lookFrom) return;
    sent.lookFrom = now + LOOK_EVERY_MS;
    sent.parameters = parametersOf(valuesOf(given));
    sent.seenAt = Date.now();
  }

  /** What was counted; counting begins anew. */
  take(): Sent[] {
    const taken = [...this.#texts.values()].map(({ lookFrom: _, ...sent }) => sent);
    this.#texts = new Map();
    return taken;
  }
}

function valuesOf([statement, values]: readonly unknown[]): readonly unknown[] {
  if (Array.isArray(values)) return values;
  const own: unknown = typeof statement === 'object' && statement !== null ? Reflect.get(statement, 'values') : null;
  return Array.isArray(own) ? own : [];
}
