import { type Figures, figureNames, noFigures } from './figures.ts';

/** Why the line of a chart is broken: counters began anew, or some were lost. */
export const seams = ['start', 'restart', 'reset', 'evicted'] as const;
export type Seam = (typeof seams)[number];

/** One line of pg_stat_statements: what it counted since its own beginning. */
export type Counter = {
  /** `queryid` of the server, as text. */
  queryid: string;
  /** Run from within a function: its time is also in that of the statement that called it. */
  nested: boolean;
  /** When it began to count; null before Postgres 17, which does not say. */
  since: string | null;
  figures: Figures;
};

/** Everything that pg_stat_statements counted by one instant. */
export type CounterReading = {
  /** Milliseconds since 1970. */
  at: number;
  startedAt: string;
  statsReset: string | null;
  /** How often lines were dropped to make room. */
  dealloc: number;
  /** By database user, queryid and level. */
  counters: ReadonlyMap<string, Counter>;
};

export type Delta = { queryid: string; nested: boolean; figures: Figures };

/** A stretch longer than this would come out as a spike in the minute where it ends, so it is counted as a new beginning. */
const LONGEST_STRETCH_MS = 300_000;

/**
 * What was counted between two readings, by queryid and level. A counter that began anew is worth what it has now, so
 * nothing is ever negative; without a usable reading before, or after a long one, everything is only a base. A line that was
 * not there before and began to count before that reading is a base too: the right to see it came in between.
 */
export function deltasBetween(
  before: CounterReading | null,
  now: CounterReading,
): { seam: Seam | null; deltas: Delta[]; evictions: number } {
  if (before === null || now.at - before.at > LONGEST_STRETCH_MS) return { seam: 'start', deltas: [], evictions: 0 };
  const isRestarted = now.startedAt !== before.startedAt;
  const isReset = now.statsReset !== before.statsReset;
  const evictions = now.dealloc >= before.dealloc ? now.dealloc - before.dealloc : 0;
  const sums = new Map<string, Delta>();
  let anew = false;
  for (const [key, counter] of now.counters) {
    const old = before.counters.get(key);
    const began = old !== undefined && (counter.since !== old.since || hasFallen(old.figures, counter.figures));
    anew ||= began && !isReset;
    const figures =
      isReset || began || old === undefined ? unseen(counter, old, before.at) : minus(counter.figures, old.figures);
    if (figures.calls === 0) continue;
    const name = `${counter.queryid} ${counter.nested}`;
    const sum = sums.get(name);
    if (sum === undefined)
      sums.set(name, { queryid: counter.queryid, nested: counter.nested, figures: { ...figures } });
    else for (const figure of figureNames) sum.figures[figure] += figures[figure];
  }
  return {
    seam: seamOf({ isRestarted, isReset, isEvicted: evictions > 0 || anew }),
    deltas: [...sums.values()],
    evictions,
  };
}

function seamOf({
  isRestarted,
  isReset,
  isEvicted,
}: {
  isRestarted: boolean;
  isReset: boolean;
  isEvicted: boolean;
}): Seam | null {
  if (isRestarted) return 'restart';
  if (isReset) return 'reset';
  return isEvicted ? 'evicted' : null;
}

// Clocks of two machines differ a little, and a reading takes a moment.
const CLOCK_SLACK_MS = 5_000;

function unseen(counter: Counter, old: Counter | undefined, readAt: number): Figures {
  const isOlder = old === undefined && counter.since !== null && Date.parse(counter.since) < readAt - CLOCK_SLACK_MS;
  return isOlder ? noFigures : counter.figures;
}

function hasFallen(old: Figures, now: Figures): boolean {
  return figureNames.some((figure) => now[figure] < old[figure]);
}

function minus(now: Figures, old: Figures): Figures {
  return {
    calls: now.calls - old.calls,
    ms: now.ms - old.ms,
    rows: now.rows - old.rows,
    hit: now.hit - old.hit,
    read: now.read - old.read,
    written: now.written - old.written,
    temp: now.temp - old.temp,
    ioMs: now.ioMs - old.ioMs,
  };
}
