import type { Cause } from '#lib/monitoring/cause.ts';
import { markInstant } from '#lib/monitoring/instants.ts';
import { formatSpan } from '#lib/time.ts';

/** The worker says something every second; so long without a word it is gone or hangs. */
const SILENT_MS = 60_000;
/** Ends within that time, and how many of them are no accident. */
export const ENDS_KEPT_MS = 600_000;
const ENDS = 3;
const SHOWN = 5;

/** What the web knows of the worker: when it last said something, and how it ended lately, the oldest first. Milliseconds since 1970. */
export type WorkerSigns = { heardAt: number; ends: readonly { at: number; how: string }[] };

/** The beginning of the keys of all that is told of the worker itself. */
export const WORKER_KEYS = 'worker:';

/** What is told of the worker by the web, since it cannot tell of itself. */
export function causesOfWorker({ heardAt, ends }: WorkerSigns, now: Date): Cause[] {
  const silentMs = now.getTime() - heardAt;
  const lately = ends.filter(({ at }) => now.getTime() - at <= ENDS_KEPT_MS);
  const lines = lately
    .slice(-SHOWN)
    .map(({ at, how }) => `It ended at ${markInstant(new Date(at).toISOString())} (${how}).`);
  if (silentMs >= SILENT_MS) return [goneCause(heardAt, silentMs, lines)];
  return lately.length >= ENDS ? [restartsCause(lately.length, lines)] : [];
}

const common = { href: '/monitoring', action: null, holdSeconds: 0 } as const;

function goneCause(heardAt: number, silentMs: number, lines: readonly string[]): Cause {
  return {
    ...common,
    explains: [],
    key: `${WORKER_KEYS}gone`,
    severity: 'crit',
    sentence: `The worker has said nothing for ${formatSpan(silentMs)}: it ended or hangs.`,
    hurts: 'Nothing is sampled or judged, so nothing else can be told; imports, grouping and figures stand still too.',
    step: 'Read the last lines of its log; end its process if it hangs, and it is started again within 30 s.',
    evidence: [`Last heard of at ${markInstant(new Date(heardAt).toISOString())}.`, ...lines],
    since: new Date(heardAt).toISOString(),
    weight: 900,
  };
}

function restartsCause(count: number, lines: readonly string[]): Cause {
  return {
    ...common,
    explains: [],
    key: `${WORKER_KEYS}restarts`,
    severity: 'crit',
    sentence: `The worker ended ${count} times in the last 10 minutes and was started again each time.`,
    hurts: 'What it did at the end is done again or late: samples, alerts, imports, grouping and figures.',
    step: 'Read in its log what it said before it ended: memory, a full disk, or the database.',
    evidence: [...lines],
    since: null,
    weight: 900,
  };
}
