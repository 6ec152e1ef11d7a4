type Wishes<W> = {
  /** Asks for the answer to `wish`; while one is under way only the newest wish is kept. */
  wish: (wish: W) => void;
  /** Forgets what waits and delivers nothing more. */
  stop: () => void;
};

/**
 * At most one request under way, only the latest wish kept: fast typing costs a few round trips, not one a letter,
 * and an old answer never overwrites a newer one. `deliver` also gets the answers on the way, so that the list moves along.
 */
export function latestWish<W, A>(
  ask: (wish: W) => Promise<A>,
  deliver: (answer: A, wish: W) => void,
  failed: (error: unknown, wish: W) => void,
): Wishes<W> {
  let busy = false;
  let stopped = false;
  let next: { wish: W } | undefined;

  const run = async (wish: W): Promise<void> => {
    busy = true;
    try {
      const answer = await ask(wish);
      if (!stopped) deliver(answer, wish);
    } catch (error) {
      if (!stopped && next === undefined) failed(error, wish);
    }
    busy = false;
    const waiting = next;
    next = undefined;
    if (waiting !== undefined && !stopped) await run(waiting.wish);
  };

  return {
    wish(wish) {
      if (stopped) return;
      if (busy) next = { wish };
      else void run(wish);
    },
    stop() {
      stopped = true;
      next = undefined;
    },
  };
}
