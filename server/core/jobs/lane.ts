import 'server-only';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** Above this share of the processors' time in use, who answers people waits for a processor. */
const BUSY_SHARE = 0.9;

type LaneRest = {
  /** Milliseconds behind each piece. */
  restMs: number;
  /** Milliseconds of processor time used and passed on this machine since it started, all processors together. */
  processors?: () => { used: number; passed: number };
  pause?: (milliseconds: number) => Promise<unknown>;
};

/**
 * Work that runs piece by piece, never two at a time, in the order it was asked for, with a rest behind each: so that
 * background work takes one processor at most, and whoever answers people gets it between two pieces. Where the machine's
 * processors were busy during a piece the rest is as long as the piece: the work then falls behind, and catches up later.
 * @returns runs a piece when its turn comes; what it returns or throws is the caller's
 */
export function laneOf({
  restMs,
  processors = processorTimes,
  pause = sleep,
}: LaneRest): <T>(piece: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  const timed = async <T>(piece: () => Promise<T>, rest: (milliseconds: number) => void): Promise<T> => {
    const [began, before] = [performance.now(), processors()];
    try {
      return await piece();
    } finally {
      const after = processors();
      const isBusy = after.used - before.used > BUSY_SHARE * (after.passed - before.passed);
      rest(isBusy ? Math.max(restMs, performance.now() - began) : restMs);
    }
  };
  return (piece) => {
    let rest = restMs;
    const running = last.then(() =>
      timed(piece, (milliseconds) => {
        rest = milliseconds;
      }),
    );
    last = running.then(
      () => pause(rest),
      () => pause(rest),
    );
    return running;
  };
}

function processorTimes(): { used: number; passed: number } {
  const total = { used: 0, passed: 0 };
  for (const { times } of cpus()) {
    const used = times.user + times.nice + times.sys + times.irq;
    total.used += used;
    total.passed += used + times.idle;
  }
  return total;
}
