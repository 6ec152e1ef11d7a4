import 'server-only';
import { MINUTE_MS } from '#lib/monitoring/errors/tally.ts';
import type { MonitorMessage } from '#lib/monitoring/message.ts';
import { bookId, readBook } from '#server/core/failures/book.ts';

const EVERY_MS = 2_000;
/** All that is still held is told once a minute, for a worker that was away. */
const ALL_EVERY_MS = MINUTE_MS;

/** Tells the worker every 2 s what failed in this web process in the minute under way and the one before. For a web process, once. */
export function tellOfFailures(send: (message: MonitorMessage) => void): void {
  let allAt = 0;
  const tell = () => {
    const now = Date.now();
    const isAll = now - allAt >= ALL_EVERY_MS;
    if (isAll) allAt = now;
    const told = readBook(isAll ? 0 : now - MINUTE_MS, now);
    send({ to: 'worker', kind: 'failures', process: bookId(), told });
  };
  tell();
  setInterval(tell, EVERY_MS).unref();
}
