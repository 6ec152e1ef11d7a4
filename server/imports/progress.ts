import 'server-only';
import type { ImportProgress } from '#lib/imports/batch.ts';
import { log } from '#server/core/log.ts';
import { reportProgress } from '#server/imports/batch-state.ts';

const EVERY_MS = 500;

export type ProgressReporter = { report(progress: ImportProgress): void; stop(): Promise<void> };

/**
 * Reports progress at most twice a second, one report at a time, on a connection of its own. `stop` before the batch's
 * row is written in the import's transaction: the two would wait for each other.
 */
export function progressOf(batch: number, alsoTell?: (progress: ImportProgress) => void): ProgressReporter {
  let last = 0;
  let underWay: Promise<void> = Promise.resolve();
  let busy = false;
  let stopped = false;
  return {
    report(progress) {
      alsoTell?.(progress);
      if (stopped || busy || Date.now() - last < EVERY_MS) return;
      last = Date.now();
      busy = true;
      underWay = reportProgress(batch, progress)
        .catch((error: Error) => log.warn({ event: 'import.progress_lost', batch, message: error.message }))
        .finally(() => {
          busy = false;
        });
    },
    stop() {
      stopped = true;
      return underWay;
    },
  };
}
