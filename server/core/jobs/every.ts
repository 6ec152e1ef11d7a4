import 'server-only';
import { classOf } from '#server/core/errors.ts';
import { countOutcome } from '#server/core/failures/book.ts';
import { log } from '#server/core/log.ts';
import { inWork } from '#server/core/request-context.ts';

/** After a failure no run waits longer than this: what is due once a day would miss its day for a database that was away a moment. */
const RETRY_SECONDS = 60;

export type Repeating = { stop(): Promise<void> };

/**
 * Runs `work` now and then again `seconds` after each run has ended, so that runs never overlap. A failure is logged
 * when it begins, not each time, and the next run comes all the same, within `retrySeconds`.
 */
export function every(
  seconds: number,
  name: string,
  work: () => Promise<unknown>,
  retrySeconds = RETRY_SECONDS,
): Repeating {
  let stopped = false;
  let failing = false;
  let timer: NodeJS.Timeout | undefined;
  let running = run();

  async function run(): Promise<void> {
    try {
      await inWork(name, work);
      countOutcome({ kind: 'job', name }, false);
      if (failing) log.info({ event: 'repeating.works_again', name });
      failing = false;
    } catch (error) {
      countOutcome({ kind: 'job', name, detail: classOf(error) }, true);
      if (!failing)
        log.error({ event: 'repeating.failed', name, message: error instanceof Error ? error.message : String(error) });
      failing = true;
    }
    if (stopped) return;
    timer = setTimeout(
      () => {
        running = run();
      },
      (failing ? Math.min(seconds, retrySeconds) : seconds) * 1000,
    );
  }

  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}
