import 'server-only';

const STEPS = 9;

/**
 * A signal that fires after `milliseconds` in which this process could have read an answer. Time during which the event
 * loop was held up counts as one step of nine at most: timers come before sockets are read, so that a plain timeout finds
 * late what has long arrived.
 * @returns `clear` ends the waiting
 */
export function loopTimeout(milliseconds: number): { signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  let steps = 0;
  const timer = setInterval(() => {
    steps += 1;
    if (steps < STEPS) return;
    clearInterval(timer);
    controller.abort();
  }, milliseconds / STEPS);
  timer.unref();
  return { signal: controller.signal, clear: () => clearInterval(timer) };
}

/** Runs `work` with a signal that fires as {@link loopTimeout} says. */
export async function withinLoop<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, clear } = loopTimeout(milliseconds);
  try {
    return await work(signal);
  } finally {
    clear();
  }
}
