import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Work that runs piece by piece, never two at a time, in the order it was asked for, with a rest behind each: so that
 * background work takes one processor at most, and whoever answers people gets it between two pieces.
 * @param restMs milliseconds
 * @returns runs a piece when its turn comes; what it returns or throws is the caller's
 */
export function laneOf(restMs: number): <T>(piece: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (piece) => {
    const running = last.then(piece);
    last = running.then(
      () => sleep(restMs),
      () => sleep(restMs),
    );
    return running;
  };
}
