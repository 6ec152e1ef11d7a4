import 'server-only';
import type { z } from 'zod';

/** One kind of work that must happen, done by the worker process. */
export type JobDefinition<Input> = {
  /** The queue's name, dotted as audit actions are: `import.apply`. */
  name: string;
  input: z.ZodType<Input>;
  /** Run at least once for each input: a second run of the same one must do no harm. */
  run(input: Input, signal: AbortSignal): Promise<void>;
  /** How often a failed run is tried again, with a growing delay. Default 2. */
  retries?: number;
  /** Seconds before the first retry; the next ones wait longer. Default 5. */
  retrySeconds?: number;
  /** After how many seconds a run counts as failed. Default 900. */
  expireSeconds?: number;
  /** A run whose process was not heard of for so long, at least 10, has failed: for long work that is to begin again soon. Default never. */
  heartbeatSeconds?: number;
  /** A cron expression in UTC: the job is queued with an empty object at these times. */
  cron?: string;
  /** At most one waits or runs for each `key` of `enqueue`, or at all without a key. */
  exclusive?: boolean;
};

/** What is needed to ask for work, without the code that does it. */
export type JobQueue<Input> = Omit<JobDefinition<Input>, 'run'>;

/** Names a kind of work; nothing runs until the worker registers it. */
export function defineJob<Input>(definition: JobDefinition<Input>): JobDefinition<Input> {
  return definition;
}
