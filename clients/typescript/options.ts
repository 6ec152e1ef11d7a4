import type { Agent } from 'node:http';
import type { BackOff } from './back-off.ts';
import type { Problem } from './problems.ts';

export type SenderOptions = {
  /** Where Switchboard is, for example `https://switchboard.example.org`. */
  url: string;
  /** A key with the scope `conversations:write`. */
  apiKey: string;
  /** A directory of this process's own for turns that memory should not hold; without it they live in memory alone. */
  spoolDirectory?: string;
  /** What memory may hold, in bytes of JSON: 16 MB. As much again while it is being written to disk. */
  maxQueueBytes?: number;
  /** What the disk may hold: 256 MB. Beyond it, the newest turns are dropped, counted and told. */
  maxSpoolBytes?: number;
  /** Turns in one request, at most 500. */
  maxBatch?: number;
  /** Bytes of one request; the server takes 1 MB. */
  maxBatchBytes?: number;
  /** How long a turn waits for company, in ms: the first while nothing is under way, the second while something is. */
  lingerMs?: readonly [least: number, most: number];
  /** Requests at a time: 2. */
  maxInFlight?: number;
  /** For one request, in ms: 10,000. */
  timeoutMs?: number;
  /** How long after the last good answer the server counts as away, in ms: 3,000. From then on turns go to disk. */
  awayAfterMs?: number;
  /** Waits after failures: at most 100 ms after the first, at most 30 s after many. */
  backOff?: BackOff;
  /** The wait while key or address are refused, in ms: 60,000. */
  refusedRetryMs?: number;
  /** Connections of the caller's own (TLS, proxy). Made and closed here when absent. */
  agent?: Agent;
  /** A turn the server will never take, and why. It is not sent again. */
  onRejected?: (rejected: Rejected) => void;
  /** Something a person should know. The same kind comes at most every ten seconds. */
  onProblem?: (problem: Problem) => void;
};

export type Rejected = {
  event_id: string;
  /** Why, in a sentence. */
  error: string;
  /** The turn as JSON; empty when it could not be written as JSON. */
  json: string;
};

export type Settings = ReturnType<typeof settingsOf>;

/**
 * The options with their defaults.
 * @throws TypeError when the address is no http(s) address or the key cannot stand in a header
 */
export function settingsOf(options: SenderOptions) {
  if (!/^https?:$/.test(new URL(options.url).protocol)) throw new TypeError('url must begin with http:// or https://.');
  if (!/^[\x21-\x7e]+$/.test(options.apiKey)) throw new TypeError('apiKey must be the key alone, without spaces.');
  return {
    ...options,
    maxQueueBytes: options.maxQueueBytes ?? 16_000_000,
    maxSpoolBytes: options.maxSpoolBytes ?? 256_000_000,
    maxBatch: Math.min(500, options.maxBatch ?? 500),
    maxBatchBytes: options.maxBatchBytes ?? 900_000,
    lingerMs: options.lingerMs ?? ([5, 250] as const),
    maxInFlight: options.maxInFlight ?? 2,
    timeoutMs: options.timeoutMs ?? 10_000,
    awayAfterMs: options.awayAfterMs ?? 3_000,
    backOff: options.backOff ?? { baseMs: 100, capMs: 30_000 },
    refusedRetryMs: options.refusedRetryMs ?? 60_000,
  };
}
