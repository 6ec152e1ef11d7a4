import 'server-only';
import type { ShapeRun } from '#lib/monitoring/message.ts';
import type { PoolRun } from '#lib/monitoring/statements/runners.ts';

/** What is slow now is told with whom it was sent for lately; one that is slow for an hour was sent in the last minutes too. */
const RECENT_MS = 300_000;
const AT_MOST = 8;

type Told = { at: number; byShape: Map<string, ShapeRun[]> };

/** For whom statements were sent in the last five minutes, as the worker was told; it asks nobody. */
export class RecentRuns {
  #told: Told[] = [];

  /** @param now in milliseconds since 1970 */
  note(runs: readonly ShapeRun[], now = Date.now()): void {
    this.#told = this.#told.filter(({ at }) => now - at < RECENT_MS);
    if (runs.length > 0) this.#told.push({ at: now, byShape: Map.groupBy(runs, ({ shape }) => shape) });
  }

  /** For whom one was sent, the most frequent first, eight at most; none where nobody of ours sent it. */
  of(shape: string, now = Date.now()): PoolRun[] {
    const recent = this.#told.filter(({ at }) => now - at < RECENT_MS);
    const runs = recent.flatMap(({ byShape }) => byShape.get(shape) ?? []);
    const byWork = Map.groupBy(runs, ({ route, operation }) => JSON.stringify([route, operation]));
    return [...byWork.values()]
      .flatMap(sumOf)
      .toSorted((one, other) => other.calls - one.calls)
      .slice(0, AT_MOST);
  }
}

function sumOf(runs: readonly ShapeRun[]): PoolRun[] {
  const [first] = runs;
  if (first === undefined) return [];
  const { route, operation } = first;
  return [{ route, operation, calls: runs.reduce((sum, { calls }) => sum + calls, 0) }];
}
