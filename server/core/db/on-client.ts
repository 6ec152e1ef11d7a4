import 'server-only';
import type pg from 'pg';
import { isUnavailable, UnavailableError } from '#server/core/errors.ts';

/**
 * Runs `work` on a connection of `pool` until `signal` fires. Then it gives up at once and closes the connection, so that
 * a server which hangs holds neither the caller nor a place in the pool; what it was asked may still happen there.
 * @throws UnavailableError when the signal fired; else what the work threw
 */
export async function onClient<T>(
  pool: pg.Pool,
  signal: AbortSignal,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const checkout = pool.connect();
  const client = await untilAborted(signal, checkout).catch((error: unknown) => {
    // A connection that comes too late goes back unused.
    checkout.then(
      (late) => late.release(),
      () => {},
    );
    throw error;
  });
  // Without a listener, a line that is cut meanwhile would end the process; the statement under way fails with it.
  client.on('error', ignore);
  let usable = false;
  try {
    const answer = await untilAborted(signal, work(client));
    usable = true;
    return answer;
  } catch (error) {
    usable = !isUnavailable(error);
    throw error;
  } finally {
    if (usable) client.off('error', ignore);
    client.release(!usable);
  }
}

function ignore(): void {}

function untilAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = () => reject(new UnavailableError('The database did not answer in time.'));
    if (signal.aborted) give();
    signal.addEventListener('abort', give, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', give));
  });
}
