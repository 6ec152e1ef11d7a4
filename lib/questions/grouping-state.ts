import type { GroupingState, RegroupState } from '#lib/questions/board.ts';
import { formatSpan } from '#lib/time.ts';

/** What the worker notes of its grouping; times are UTC. */
type Progress = {
  waiting: number;
  waitingSince: string | null;
  /** Texts that the sentence model embedded in the last minute of its work. */
  embeddedAMinute: number;
  /** Why the sentence model is not in use, and what to do; null when it is. */
  trouble: string | null;
  /** Seconds since the worker was last heard of; null when it never was. */
  workerSeconds: number | null;
  /** The step of a re-cluster that runs, and how far it is. */
  step: string | null;
  done: number;
  total: number;
  /** When one began last, whatever became of it. */
  regroupBeganAt: string | null;
  /** When the last one that was finished ended. */
  regroupedAt: string | null;
  regroupTrouble: string | null;
};

/** The worker is heard of every few seconds. */
const SILENT_SECONDS = 60;

/** How far the grouping is, and in a sentence what keeps it: the gravest of what is wrong. */
export function groupingStateOf(progress: Progress, now: Date): GroupingState {
  const { waiting, waitingSince, embeddedAMinute } = progress;
  return {
    groupedTo: waiting === 0 ? now.toISOString() : waitingSince,
    waiting,
    aMinute: waiting > 0 && embeddedAMinute > 0 ? embeddedAMinute : null,
    regroup: regroupStateOf(progress),
    missing: missingOf(progress),
  };
}

/** How far the grouping of all questions anew is. */
export function regroupStateOf({
  step,
  done,
  total,
  regroupBeganAt,
  regroupedAt,
  regroupTrouble,
}: Omit<Progress, 'waiting' | 'waitingSince' | 'embeddedAMinute' | 'trouble' | 'workerSeconds'>): RegroupState {
  return {
    isRunning: step !== null,
    share: total > 0 ? Math.min(1, done / total) : null,
    beganAt: regroupBeganAt,
    endedAt: regroupedAt,
    trouble: step === null ? regroupTrouble : null,
  };
}

function missingOf({ waiting, workerSeconds, trouble, regroupTrouble }: Progress): string | null {
  const silent = workerSeconds === null || workerSeconds > SILENT_SECONDS;
  if (silent && waiting > 0) {
    const since = workerSeconds === null ? 'yet' : `for ${formatSpan(workerSeconds * 1_000)}`;
    return `The worker has not been heard of ${since}, so new questions wait for their groups. Start it again with the server.`;
  }
  if (trouble !== null)
    return `Questions are grouped by their letters alone, so the same question in other words stands apart. ${trouble}`;
  if (regroupTrouble !== null) return `The last grouping anew was not finished: ${regroupTrouble}`;
  return null;
}
