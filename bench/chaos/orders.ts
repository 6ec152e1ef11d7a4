import { z } from 'zod';

const startSchema = z.object({
  url: z.string(),
  keys: z.array(z.string()),
  /** A file that is not there yet. */
  ledger: z.string(),
  seed: z.number(),
});
export type Start = z.infer<typeof startSchema>;

const orderSchema = z.discriminatedUnion('order', [
  startSchema.extend({ order: z.literal('start') }),
  z.object({ order: z.enum(['pause', 'resume', 'watch', 'drain']) }),
]);

/** Who posts turns in a process of its own, and says to the harness what it was asked to say. */
type Poster = {
  /** Send no more; say 'paused' when the account of what was sent is whole. */
  pause(): Promise<void>;
  resume(): void;
  /** Say 'acked' at the first acknowledgement of a post that is sent from now on. */
  watch?(): void;
  /** Send no more, and say 'drained' when all of it was answered for; never, when that takes too long. */
  drain?(): Promise<void>;
};

/** Begins with the harness's first order, does the others, and ends with the harness. */
export function serveOrders(begin: (start: Start) => Poster): void {
  let poster: Poster | undefined;
  process.on('message', (message) => {
    const given = orderSchema.parse(message);
    if (given.order === 'start') poster = begin(given);
    else void poster?.[given.order]?.();
  });
  process.on('disconnect', () => process.exit());
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => {});
}
