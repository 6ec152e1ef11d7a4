import 'server-only';
import type { Surface } from '#server/core/request-context.ts';

/** Texts that are told apart between two readings; what comes beyond is not counted. */
const MOST_TEXTS = 1_000;

/** How often a statement was sent for one kind of work. */
export type Run = Surface & { text: string; calls: number };

const nobody: Surface = { route: null, operation: null };

/** Counts which statements were sent for whom since they were last taken. */
export class RunCounts {
  #texts = new Map<string, Run[]>();

  note(text: string, work: Surface = nobody): void {
    const known = this.#texts.get(text);
    if (known === undefined) {
      if (this.#texts.size < MOST_TEXTS) this.#texts.set(text, [runOf(text, work)]);
      return;
    }
    const run = known.find(({ route, operation }) => route === work.route && operation === work.operation);
    if (run === undefined) known.push(runOf(text, work));
    else run.calls += 1;
  }

  /** What was counted; counting begins anew. */
  take(): Run[] {
    const taken = [...this.#texts.values()].flat();
    this.#texts = new Map();
    return taken;
  }
}

function runOf(text: string, { route, operation }: Surface): Run {
  return { text, route, operation, calls: 1 };
}
