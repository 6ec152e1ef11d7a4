import { Delivery } from './delivery.ts';
import type { Entry, Outcome } from './entry-queue.ts';
import { type SenderOptions, settingsOf } from './options.ts';
import { stampTurn, type Turn } from './turn.ts';
import { uuidV7 } from './uuid.ts';

export type { Outcome } from './entry-queue.ts';
export type { Rejected, SenderOptions } from './options.ts';
export type { Problem } from './problems.ts';
export type { Turn } from './turn.ts';

export type Sender = {
  /** Takes a turn and returns its event id. Never waits and never throws; what becomes of it is told by the callbacks. */
  send(turn: Turn): string;
  /** The same, and tells what became of it. Never rejects; while the server is away it takes as long as that. */
  sendAndWait(turn: Turn): Promise<Outcome>;
  /** Sends without lingering. @returns whether nothing waited any more within `timeoutMs`, in memory or on disk */
  flush(timeoutMs?: number): Promise<boolean>;
  /** Sends for at most `timeoutMs`, keeps the rest in the spool, and takes no more turns. */
  close(timeoutMs?: number): Promise<void>;
  stats(): Stats;
};

/** Counts since the start, in turns unless another unit is named. */
export type Stats = Delivery['state'];

const USUAL_WAIT_MS = 5_000;

/**
 * Makes a sender. Turns are sent in batches in the background and again until the server has answered for each of them;
 * as each keeps its event id, the server stores it once.
 * @throws TypeError when `url` is no http(s) address or `apiKey` cannot stand in a header; never later
 */
export function createSender(options: SenderOptions): Sender {
  const delivery = new Delivery(settingsOf(options));
  const take = (turn: Turn, settle?: (outcome: Outcome) => void): string => {
    const entry = entryOf(turn, settle);
    if (typeof entry !== 'string') {
      delivery.add(entry);
      return entry.eventId;
    }
    const event_id = uuidV7();
    const error = `it cannot be written as JSON: ${entry}`;
    settle?.({ event_id, status: 'invalid', error });
    delivery.reject(event_id, error, '');
    return event_id;
  };
  return {
    send: (turn) => take(turn),
    sendAndWait: (turn) => new Promise((resolve) => take(turn, resolve)),
    flush: (timeoutMs = USUAL_WAIT_MS) => delivery.flush(timeoutMs),
    close: (timeoutMs = USUAL_WAIT_MS) => delivery.close(timeoutMs),
    stats: () => delivery.state,
  };
}

/** The turn on its way, or why it is none. */
function entryOf(turn: Turn, settle: Entry['settle']): Entry | string {
  try {
    return { ...stampTurn(turn), queuedAt: performance.now(), settle };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
